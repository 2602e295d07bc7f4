"""Page headers: the page number in the first line and, on a draft, its mark across the page."""

from xml.sax.saxutils import quoteattr

from dialogs.documents.clean import clean
from dialogs.documents.pieces import Style
from dialogs.documents.wordprocessing import NAMESPACES, paragraph

_PAGE_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
_DRAWING_NAMESPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_FORMULAS = "".join(
    f'<v:f eqn="{formula}"/>'
    for formula in (
        "sum #0 0 10800",
        "prod #0 2 1",
        "sum 21600 0 @1",
        "sum 0 0 @2",
        "sum 21600 0 @3",
        "if @0 @3 0",
        "if @0 21600 @1",
        "if @0 0 @2",
        "if @0 @4 21600",
        "mid @5 @6",
        "mid @8 @5",
        "mid @7 @8",
        "mid @6 @7",
        "sum @6 0 @5",
    )
)
_WIDEST_PT = 480
_LETTER_PT = 60
_HEIGHT_PT = 88


def header(style: Style, draft_mark: str, first_page: bool) -> str:
    """The content of a header part; the first page has a number only where the layout says so."""
    numbered = style.number_first_page or not first_page
    mark = _watermark(draft_mark, "First" if first_page else "Rest") if draft_mark else ""
    content = paragraph("Header", mark + (_PAGE_FIELD if numbered else ""))
    return f"<w:hdr {NAMESPACES} {_DRAWING_NAMESPACES}>{content}</w:hdr>"


def watermark_run(text: str, name: str) -> str:
    """The mark alone, to be put into a header of somebody else's document; `name` differs for each."""
    return _watermark(text, name).replace("<w:r>", f"<w:r {NAMESPACES} {_DRAWING_NAMESPACES}>", 1)


def _watermark(text: str, name: str) -> str:
    # WordArt the way Word itself writes it for «Подложка», so that its command can also remove it.
    text = clean(text)
    width = min(_WIDEST_PT, _LETTER_PT * len(text))
    place = (
        f"position:absolute;margin-left:0;margin-top:0;width:{width}pt;height:{_HEIGHT_PT}pt;rotation:315;"
        "z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    return (
        "<w:r><w:rPr><w:noProof/></w:rPr><w:pict>"
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"'
        f' path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas>{_FORMULAS}</v:formulas>'
        '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"'
        ' o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/>'
        '<v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles>'
        '<o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
        f'<v:shape id="PowerPlusWaterMarkObject{name}" o:spid="_x0000_s10{len(name) + 40}"'
        ' type="#_x0000_t136"'
        f' alt={quoteattr(text)} style="{place}" o:allowincell="f" fillcolor="#d0d0d0" stroked="f">'
        '<v:fill opacity=".6"/>'
        '<v:textpath style="font-family:&quot;Times New Roman&quot;;font-size:1pt;font-weight:bold"'
        f" string={quoteattr(text)}/>"
        "</v:shape></w:pict></w:r>"
    )
