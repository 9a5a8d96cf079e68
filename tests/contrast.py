"""Which words of a page hardly stand out from what is behind them, for tests with a browser."""

FAINT = """(part) => {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const paint = (colours) => {
    for (const colour of ["white", ...colours]) {
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1, 1);
    }
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const shine = (rgb) => rgb
    .map((one) => one / 255)
    .map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, place) => sum + one * [0.2126, 0.7152, 0.0722][place], 0);
  const grounds = (element) => element === null ? [] : [
    ...grounds(element.parentElement), getComputedStyle(element).backgroundColor,
  ];
  const contrast = (element) => {
    const behind = grounds(element);
    const words = [...behind, getComputedStyle(element).color];
    const both = [shine(paint(words)), shine(paint(behind))].sort((a, b) => a - b);
    return (both[1] + 0.05) / (both[0] + 0.05);
  };
  const silent = "option, script, style, .material-symbols-outlined";
  return [...(part ?? document.body).querySelectorAll("*")]
    .filter((one) => one.checkVisibility() && !one.matches(silent))
    .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .filter((one) => contrast(one) < 4.5)
    .map((one) => one.textContent.trim());
}"""
"""The words of a part below 4.5 to 1 (WCAG 2.2, 1.4.3), whatever colours lie over one another."""
