"""What a phone shows: so many lines of so many characters, so many rows of buttons."""

SCREEN_LINES, SCREEN_WIDTH, SCREEN_ROWS = 15, 40, 7


def height(text: str) -> int:
    """How many lines a text takes, broken between words."""
    # textwrap finds the same, but took a twelfth of all that an answer costs.
    lines = 0
    for line in text.split("\n"):
        begin = 0
        while len(line) - begin > SCREEN_WIDTH:
            space = line.rfind(" ", begin, begin + SCREEN_WIDTH + 1)
            begin = space + 1 if space > begin else begin + SCREEN_WIDTH
            lines += 1
        lines += 1
    return lines
