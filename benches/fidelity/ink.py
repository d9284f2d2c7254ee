"""The ink of a word on a rendered page, and how much of it the word's box covers.

Dark pixels that touch (8 neighbours) are one blot. A blot is the word's
- if more than half of it is inside the word's box, or
- if it stands beside the box, no farther from it than a quarter of its height, at most half of it above or below it, and
  is inside no other word's box by more than half: a letter that the box forgot.
A blot that runs out of the surroundings, as rules and pictures do, is not the box's loss. Covered is the share of the word's
ink inside its box; foreign, the share of the ink inside the box that is of other blots.
"""

from dataclasses import dataclass

# Pixels to a point: a stroke of Computer Modern at 10 points is then two pixels wide.
SCALE = 4
# Below this a pixel is dark, of 0 (black) to 255 (white).
DARK = 140
# How far around its box a word's ink is looked for, in heights of the box.
AROUND = 1.0
# How far from the box a forgotten letter stands, in heights of the box.
BESIDE = 0.25
# Slack of a box's edges in pixels, for what smooths the glyphs' edges.
SLACK = 1


@dataclass
class Cover:
    """What was found of a word."""

    ink: int
    inside: int
    foreign: int
    # Area of the box, by that of the tight box around the ink inside.
    roominess: float | None

    @property
    def covered(self):
        return self.inside / self.ink if self.ink else None


@dataclass
class Picture:
    """A rendered page in grays, rows from the top."""

    width: int
    height: int
    stride: int
    pixels: bytes

    def is_dark(self, x, y):
        return self.pixels[y * self.stride + x] < DARK


def render(page):
    """A page of pypdfium2 as a picture, without annotations."""
    bitmap = page.render(scale=SCALE, grayscale=True, draw_annots=False)
    return Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))


def read(file):
    """A picture in a file, on white."""
    from PIL import Image

    with Image.open(file) as image:
        seen = image.convert("RGBA")
    white = Image.new("RGBA", seen.size, "white")
    gray = Image.alpha_composite(white, seen).convert("L")
    return Picture(gray.width, gray.height, gray.width, gray.tobytes())


def blots(picture, left, top, right, bottom):
    """The blots in a rectangle of pixels (cut at its edges), each a list of (x, y)."""
    dark = {(x, y) for y in range(top, bottom) for x in range(left, right) if picture.is_dark(x, y)}
    found = []
    while dark:
        blot, open_ends = [], [dark.pop()]
        while open_ends:
            x, y = open_ends.pop()
            blot.append((x, y))
            for near in ((x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)):
                if near in dark:
                    dark.remove(near)
                    open_ends.append(near)
        found.append(blot)
    return found


def inside(blot, box):
    x0, y0, x1, y1 = box
    return sum(x0 - SLACK <= x < x1 + SLACK and y0 - SLACK <= y < y1 + SLACK for x, y in blot)


def stands_beside(blot, box):
    x0, y0, x1, y1 = box
    reach = BESIDE * (y1 - y0)
    near = min(x for x, _ in blot) <= x1 + reach and max(x for x, _ in blot) >= x0 - reach
    level = sum(y0 <= y < y1 for _, y in blot)
    return near and 2 * level >= len(blot)


def cover(picture, box, others):
    """How the box (in pixels: left, top, right, bottom) of a word covers its ink; `others` are the boxes of other words."""
    x0, y0, x1, y1 = box
    margin = AROUND * (y1 - y0)
    left, top = max(0, int(x0 - margin)), max(0, int(y0 - margin))
    right, bottom = min(picture.width, int(x1 + margin) + 1), min(picture.height, int(y1 + margin) + 1)
    ink = within = foreign = 0
    tight = []
    for blot in blots(picture, left, top, right, bottom):
        here = inside(blot, box)
        reaches_edge = any(x in (left, right - 1) for x, _ in blot)
        if 2 * here > len(blot):
            ink, within = ink + len(blot), within + here
            tight += blot
        elif reaches_edge or any(2 * inside(blot, other) > len(blot) for other in others):
            foreign += here
        elif stands_beside(blot, box):
            ink, within = ink + len(blot), within + here
        else:
            foreign += here
    return Cover(ink, within, foreign, roominess(box, tight))


def roominess(box, tight):
    if not tight:
        return None
    xs, ys = [x for x, _ in tight], [y for _, y in tight]
    area = (max(xs) - min(xs) + 1) * (max(ys) - min(ys) + 1)
    return (box[2] - box[0]) * (box[3] - box[1]) / area
