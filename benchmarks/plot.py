"""Growth as a plot: both axes logarithmic, a line a command."""

from __future__ import annotations

from math import log10

WIDTH, HEIGHT, EDGE, LEGEND = 760, 460, 60, 260
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#8c564b"]
COLOURS += ["#7f7f7f", "#bcbd22", "#9467bd", "#17becf", "#e377c2", "#aec7e8", "#98df8a", "#ff9896"]


def plot(lines: dict[str, list[tuple[int, float]]]) -> str:
    """Return an SVG of seconds over tables."""
    sizes = sorted({size for points in lines.values() for size, _ in points})
    seconds = [s for points in lines.values() for _, s in points]
    low, high = 10 ** int(log10(min(seconds)) - 1), 10 ** int(log10(max(seconds)) + 1)
    right = WIDTH - LEGEND

    def at(size: float, second: float) -> tuple[float, float]:
        across = (log10(size) - log10(sizes[0])) / max(log10(sizes[-1]) - log10(sizes[0]), 1e-9)
        up = (log10(second) - log10(low)) / (log10(high) - log10(low))
        return EDGE + across * (right - EDGE), HEIGHT - EDGE - up * (HEIGHT - 2 * EDGE)

    said = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}"'
        ' font-family="sans-serif" font-size="11">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for size in sizes:
        x, _ = at(size, low)
        said.append(
            f'<line x1="{x:.0f}" x2="{x:.0f}" y1="{EDGE}" y2="{HEIGHT - EDGE}" stroke="#ddd"/>'
        )
        said.append(
            f'<text x="{x:.0f}" y="{HEIGHT - EDGE + 16}" text-anchor="middle">{size:,}</text>'
        )
    second = float(low)
    while second <= high * 1.001:
        _, y = at(sizes[0], second)
        said.append(f'<line x1="{EDGE}" x2="{right}" y1="{y:.0f}" y2="{y:.0f}" stroke="#ddd"/>')
        said.append(f'<text x="{EDGE - 6}" y="{y + 4:.0f}" text-anchor="end">{second:g} s</text>')
        second *= 10
    said.append(
        f'<text x="{(EDGE + right) / 2:.0f}" y="{HEIGHT - 16}" text-anchor="middle">tables</text>'
    )
    for n, (name, points) in enumerate(lines.items()):
        colour = COLOURS[n % len(COLOURS)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*point) for point in points))
        said.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.6"/>')
        y = EDGE + 8 + n * 17
        said.append(
            f'<line x1="{right + 14}" x2="{right + 34}" y1="{y}" y2="{y}"'
            f' stroke="{colour}" stroke-width="2"/>'
        )
        escaped = name.replace("&", "&amp;").replace("<", "&lt;")
        said.append(f'<text x="{right + 40}" y="{y + 4}">{escaped}</text>')
    return "\n".join([*said, "</svg>"]) + "\n"
