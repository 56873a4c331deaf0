"""Made-up customers. Names are put together by chance; any likeness to real ones is chance too."""

from dataclasses import dataclass
from random import Random

FIRST = (
    "Amara", "Anton", "Beatriz", "Bruno", "Chidi", "Clara", "Dalia", "Emil", "Elif", "Farid", "Greta", "Hana", "Ivo",
    "Jonas", "Kaori", "Lena", "Luca", "Marek", "Nadia", "Noor", "Olga", "Pavel", "Priya", "Rafael", "Rosa", "Selma",
    "Tariq", "Tomas", "Ulla", "Vera", "Wanda", "Yusuf", "Zoe",
)  # fmt: skip
LAST = (
    "Abel", "Berger", "Castillo", "Dvorak", "Eriksen", "Fontaine", "Grau", "Haddad", "Ivanova", "Jansen", "Kovacs",
    "Lindqvist", "Moreau", "Nakamura", "Oduya", "Petrov", "Quist", "Rahman", "Sato", "Torres", "Urban", "Varga",
    "Weiss", "Ylmaz", "Zeller",
)  # fmt: skip
HEADS = (
    "Alder", "Blue Harbour", "Cobalt", "Delta", "Evergreen", "Fjord", "Granite", "Highland", "Iris", "Juniper",
    "Kestrel", "Lumen", "Meridian", "Northwind", "Orchard", "Pine", "Quartz", "Riverside", "Summit", "Tessera",
    "Umber", "Vela", "Willow", "Zephyr",
)  # fmt: skip
TAILS = ("Logistics", "Foods", "Textiles", "Energy", "Robotics", "Clinics", "Media", "Homes", "Optics", "Travel")
COUNTRIES = (("DE", "+49 30"), ("FR", "+33 1"), ("NL", "+31 20"), ("PL", "+48 22"), ("ES", "+34 91"), ("SE", "+46 8"))


@dataclass(frozen=True, slots=True)
class Customer:
    """A person who wants something, at a company."""

    contact_name: str
    account_name: str
    email: str
    mobile_phone: str
    website: str
    country: str


def customer(random: Random) -> Customer:
    """Return a customer made up by chance."""
    first, last = random.choice(FIRST), random.choice(LAST)
    company = f"{random.choice(HEADS)} {random.choice(TAILS)}"
    host = company.lower().replace(" ", "-") + ".example"
    country, prefix = random.choice(COUNTRIES)
    phone = f"{prefix} {random.randint(100, 999)} {random.randint(10, 99)} {random.randint(10, 99)}"
    return Customer(f"{first} {last}", company, f"{first}.{last}@{host}".lower(), phone, f"https://{host}", country)
