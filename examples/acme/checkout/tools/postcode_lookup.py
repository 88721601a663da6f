"""Is there such a postcode?"""

import re


def known(address: str) -> bool:
    return re.search(r"\b\d{4} ?[A-Z]{2}\b", address) is not None
