"""The colours of cloth, print, wood and backdrop, by the names the catalogue uses."""

CLOTH = {
    "natural": "#e4dac5",
    "ivory": "#efe8d8",
    "white": "#f3f1ec",
    "indigo": "#313b62",
    "navy": "#27304f",
    "rust": "#a8512f",
    "black": "#2b2926",
    "charcoal": "#45454a",
    "slate": "#5a6672",
    "sage": "#8c9b7e",
    "forest": "#2f4a3c",
    "ochre": "#c08a35",
    "rose": "#c58c83",
    "wine": "#6a2535",
}
PRINT = {
    "natural": "#2b3358",
    "ivory": "#8a3d24",
    "white": "#2b3358",
    "sage": "#f2ecdd",
    "ochre": "#2f2418",
    "rose": "#fbf4ea",
}
CREAM = "#f1e9d8"
THREAD = {"natural": "#b9a67f", "ivory": "#c4b491", "white": "#cfcabe", "black": "#6a655d"}
BACKDROP = {
    "natural": "#d9c3ae",
    "ivory": "#cdd3c4",
    "white": "#d5cdc2",
    "indigo": "#e3d7c5",
    "navy": "#dccfbd",
    "rust": "#e6d3c3",
    "black": "#ddd5c8",
    "charcoal": "#e0d4c0",
    "slate": "#e2d8c9",
    "sage": "#e8dccb",
    "forest": "#dfd3c0",
    "ochre": "#dcdcd0",
    "rose": "#e3dad0",
    "wine": "#e2d2c6",
}
WOOD = {
    "rosewood": ("#6b3323", "#3a170f", "#8f4b33"),
    "mango": ("#c08a4e", "#84552a", "#dcae74"),
    "teak": ("#9c6a3a", "#63401f", "#bd8a55"),
    "walnut": ("#5f4330", "#38251a", "#7e5c43"),
}


def print_of(colour: str) -> str:
    """Return the ink that is printed on cloth of this colour."""
    return PRINT.get(colour, CREAM)


def thread_of(colour: str) -> str:
    """Return the thread that sews cloth of this colour."""
    return THREAD.get(colour, _lighter(CLOTH[colour]))


def _lighter(colour: str) -> str:
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{part + (255 - part) * 2 // 5:02x}" for part in parts)
