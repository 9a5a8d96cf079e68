"""SVG as text: one function per kind of shape, nothing about products."""

WIDTH, HEIGHT = 1200, 1500


def element(tag: str, *children: str, **attributes: object) -> str:
    """Return one element; `stroke_width=2` becomes `stroke-width="2"`."""
    named = "".join(
        f' {name.strip("_").replace("_", "-")}="{value}"' for name, value in attributes.items()
    )
    return f"<{tag}{named}>{''.join(children)}</{tag}>" if children else f"<{tag}{named}/>"


def path(d: str, **attributes: object) -> str:
    """Return a path."""
    return element("path", d=d, **attributes)


def rect(x: float, y: float, width: float, height: float, **attributes: object) -> str:
    """Return a rectangle."""
    return element("rect", x=x, y=y, width=width, height=height, **attributes)


def ellipse(cx: float, cy: float, rx: float, ry: float, **attributes: object) -> str:
    """Return an ellipse."""
    return element("ellipse", cx=cx, cy=cy, rx=rx, ry=ry, **attributes)


def group(*children: str, **attributes: object) -> str:
    """Return a group."""
    return element("g", *children, **attributes)


def move(markup: str, *, x: float = 0, y: float = 0, turn: float = 0, scale: float = 1) -> str:
    """Shift, turn (degrees, about the shape's own zero) and scale a drawing."""
    return group(markup, transform=f"translate({x} {y}) rotate({turn}) scale({scale})")


def words(
    text: str,
    *,
    x: float,
    y: float,
    size: float,
    family: str,
    anchor: str = "middle",
    **attributes: object,
) -> str:
    """Return one line of type, standing on `y`, centred on `x` unless anchored elsewhere."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;")
    return element(
        "text",
        safe,
        x=x,
        y=y,
        font_size=size,
        font_family=family,
        text_anchor=anchor,
        **attributes,
    )


def box(left: float, top: float, right: float, bottom: float, radius: float = 0) -> str:
    """Return the outline of a rectangle with round corners."""
    r = radius
    return (
        f"M{left + r} {top}H{right - r}q{r} 0 {r} {r}V{bottom - r}q0 {r} {-r} {r}"
        f"H{left + r}q{-r} 0 {-r} {-r}V{top + r}q0 {-r} {r} {-r}Z"
    )


def document(*children: str, width: int = WIDTH, height: int = HEIGHT) -> str:
    """Return a whole SVG picture."""
    return element(
        "svg",
        *children,
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
    )
