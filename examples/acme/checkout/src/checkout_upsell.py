"""The strip under the basket."""

from growth.similar_products import similar


def upsell(basket: list[str]) -> list[str]:
    offered = [p for item in basket for p in similar(item)]
    return [p for p in dict.fromkeys(offered) if p not in basket][:4]
