"""The finished document: what stands in it, and the DOCX, PDF and picture made from it."""
