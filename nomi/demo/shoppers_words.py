"""The demo's shoppers' words: what they type in English, Spanish and Khmer, and what they mean."""

from shop.search.models import Synonym

GOODS = {
    "bag": "purse, handbag, bolsa, bolso, កាបូប",
    "tote": "shopper, carryall, bolsa de tela",
    "T-shirt": "tee, tshirt, camiseta, playera, អាវយឺត",
    "tie": "necktie, corbata, ក្រវ៉ាត់ក",
    "card holder": "wallet, cardholder, business card, tarjetero, cartera",
    "mango wood, teak, walnut, rosewood": "wood, wooden, madera, ឈើ",
    "rust, wine, rose": "red, rojo, roja, ក្រហម",
    "indigo, navy": "blue, azul, ខៀវ",
    "sage, forest": "green, verde, បៃតង",
    "slate, charcoal": "grey, gray, gris",
    "M": "medium, mediana",
    "L": "large, grande",
    "XL": "extra large, x large",
}
PAGES = {
    Synonym.Page.GIFT_CARD: "gift card, gift, present, voucher, tarjeta regalo, regalo, អំណោយ",
    Synonym.Page.GIVE: "donate, donation, donar, បរិច្ចាគ",
    Synonym.Page.DELIVERY: "delivery, shipping, envío, ដឹកជញ្ជូន",
    Synonym.Page.RETURNS: "return, refund, exchange, devolución",
    Synonym.Page.CONTACT: "contact, phone, email, contacto",
}


def seed_shoppers_words() -> None:
    """Write what shoppers mean; what staff have changed stays."""
    if Synonym.objects.exists():
        return
    Synonym.objects.bulk_create(
        [
            *(Synonym(typed=typed, goods=goods) for goods, typed in GOODS.items()),
            *(Synonym(typed=typed, page=page) for page, typed in PAGES.items()),
        ]
    )
