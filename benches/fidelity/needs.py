"""Says in one sentence what is missing before anything is measured."""

import importlib.util
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).parent
PACKAGES = ("PIL", "pypdfium2", "rapidfuzz")
DEBIAN = {"pdftotext": "poppler-utils", "pdftoppm": "poppler-utils", "mutool": "mupdf-tools", "tesseract": "tesseract-ocr"}


def require(*programs, ibid=None):
    """Ends the script where a package, a program or ibid's binary is missing, naming what to install."""
    absent = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if absent:
        sys.exit(f"{sys.executable} lacks {' and '.join(absent)}: pip install -r {HERE / 'requirements.txt'}")
    for program in programs:
        if shutil.which(program) is None:
            sys.exit(f"{program} is not installed (Debian: {DEBIAN[program]})")
    if ibid is not None and not pathlib.Path(ibid).is_file():
        sys.exit(f"{ibid} does not exist: cargo build --release, or name another by --ibid")
