"""Cuts a PDF off in the middle of a page, as a broken download does: truncate.py IN.pdf OUT.pdf PAGE

The file is first rewritten so that fonts come before the pages' contents; then it ends in the middle of the content
stream of page PAGE: no cross-reference table, no trailer.   CC0-1.0, by the ibid authors.
"""
import io
import sys

import pikepdf


def fonts_first(path: str) -> bytes:
    """The PDF, its objects written out one by one: catalog, fonts, page tree, contents."""
    with pikepdf.open(path) as pdf:
        fonts = [thing for thing in pdf.objects
                 if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"]
        pdf.Root.FontsBeforePages = pikepdf.Array(fonts)  # sorts before /Pages, so it is written before it
        for page in pdf.pages:
            page.Contents = pdf.make_stream(page.Contents.read_bytes(), PageContents=True)
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, static_id=True)
        return out.getvalue()


def main(source: str, out: str, page: int) -> None:
    whole = fonts_first(source)
    at = -1
    for _ in range(page):
        at = whole.index(b"/PageContents true", at + 1)
    start, end = whole.index(b"stream", at), whole.index(b"endstream", at)
    with open(out, "wb") as file:
        file.write(whole[:(start + end) // 2])


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
