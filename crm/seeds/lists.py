"""Plain lookups as shipped: codes and names, to be edited to taste."""

from crm.seeds.seed import Seed


def _plain(*pairs: tuple[str, str]) -> tuple[Seed, ...]:
    return tuple(Seed(code, name) for code, name in pairs)


NEED_MATURITIES = (
    Seed("not-determined", "Not determined", {"colour": "secondary"}),
    Seed("discovered", "Discovered", {"colour": "azure"}),
    Seed("sales-ready", "Sales-ready", {"colour": "green"}),
    Seed("not-interested", "Not interested", {"colour": "red"}),
)

SOURCES = (
    Seed("google", "Google", {"channel": "search-engine"}),
    Seed("bing", "Bing", {"channel": "search-engine"}),
    Seed("linkedin", "LinkedIn", {"channel": "social-network"}),
    Seed("facebook", "Facebook", {"channel": "social-network"}),
    Seed("newsletter", "Newsletter", {"channel": "email"}),
    Seed("landing-page", "Landing page", {"channel": "website"}),
    Seed("web-chat", "Chat on the web site", {"channel": "website"}),
    Seed("trade-fair", "Trade fair", {"channel": "event"}),
    Seed("web-seminar", "Web seminar", {"channel": "event"}),
    Seed("incoming-call", "Incoming call", {"channel": "phone"}),
    Seed("cold-call", "Cold call", {"channel": "phone"}),
    Seed("customer-referral", "Recommended by a customer", {"channel": "referral"}),
    Seed("partner", "Partner", {"channel": "referral"}),
    Seed("advertisement", "Advertisement", {"channel": "media"}),
)

MAIL_TEMPLATES = (
    Seed(
        "welcome",
        "Welcome letter",
        {
            "subject": "Welcome, ${lead.contact_name or lead.account_name or 'and thank you for your interest'}",
            "body": (
                "Good day${', ' + lead.contact_name if lead.contact_name else ''},\n\n"
                "thank you for your interest in what we do. Tell us what you would like to achieve,"
                " and we will suggest what suits you best.\n\n"
                "When would be a good time to talk? Just answer this mail.\n\n"
                "Kind regards\n${sender.name}"
            ),
        },
    ),
)

SEEDS: dict[str, tuple[Seed, ...]] = {
    "need-maturities": NEED_MATURITIES,
    "lead-sources": SOURCES,
    "lead-statuses": _plain(("new", "New"), ("in-progress", "In progress"), ("on-hold", "On hold"), ("done", "Done")),
    "customer-needs": _plain(
        ("software", "Software"),
        ("hardware", "Hardware"),
        ("additional-service", "Additional service"),
        ("maintenance", "Maintenance and support"),
        ("consulting", "Consulting"),
        ("training", "Training"),
        ("renewal", "Renewal"),
        ("other", "Something else"),
    ),
    "lead-channels": _plain(
        ("search-engine", "Search engine"),
        ("social-network", "Social network"),
        ("email", "Email"),
        ("website", "Web site"),
        ("event", "Event"),
        ("phone", "Phone"),
        ("referral", "Referral"),
        ("media", "Media"),
        ("other", "Other"),
    ),
    "disqualification-reasons": _plain(
        ("incorrect-data", "Incorrect data"),
        ("impossible-to-contact", "Impossible to contact"),
        ("non-target-client", "Non-target client"),
        ("demand-not-generated", "Demand is not generated"),
        ("non-commercial-interest", "Non-commercial interest"),
        ("duplicate", "Duplicate"),
        ("spam", "Spam"),
        ("other", "Other reason"),
    ),
    "sales-divisions": _plain(
        ("direct-sales", "Direct sales"),
        ("partner-sales", "Partner sales"),
        ("inside-sales", "Inside sales"),
        ("key-accounts", "Key accounts"),
    ),
    "sales-channels": _plain(
        ("direct", "Direct sales"),
        ("partner", "Partners"),
        ("online", "Online shop"),
        ("reseller", "Resellers"),
    ),
    "mail-templates": MAIL_TEMPLATES,
    "selling-directions": _plain(
        ("new-business", "New business"),
        ("upselling", "Upselling"),
        ("cross-selling", "Cross-selling"),
        ("renewal", "Renewal"),
    ),
    "maintenance-periods": (
        Seed("night", "Night", {"starts": "01:00", "ends": "04:00"}),
        Seed("early-morning", "Early morning", {"starts": "04:00", "ends": "06:00"}),
    ),
    "order-statuses": (
        Seed("draft", "Draft", {"final": False, "colour": "secondary"}),
        Seed("confirmed", "Confirmed", {"final": False, "colour": "blue"}),
        Seed("in-delivery", "In delivery", {"final": False, "colour": "orange"}),
        Seed("completed", "Completed", {"final": True, "colour": "green"}),
        Seed("cancelled", "Cancelled", {"final": True, "colour": "red"}),
    ),
    "products": (
        Seed("base-package", "Base package", {"price": "1200.00"}),
        Seed("support-year", "Support for a year", {"price": "480.00"}),
        Seed("training-day", "Day of training", {"price": "950.00"}),
    ),
    "currencies": (
        Seed("EUR", "Euro", {"symbol": "€"}),
        Seed("USD", "US dollar", {"symbol": "$"}),
        Seed("GBP", "Pound sterling", {"symbol": "£"}),
        Seed("CHF", "Swiss franc", {"symbol": "CHF"}),
        Seed("PLN", "Polish złoty", {"symbol": "zł"}),
        Seed("CZK", "Czech koruna", {"symbol": "Kč"}),
        Seed("SEK", "Swedish krona", {"symbol": "kr"}),
        Seed("JPY", "Japanese yen", {"symbol": "¥"}),
        Seed("CAD", "Canadian dollar", {"symbol": "C$"}),
        Seed("AUD", "Australian dollar", {"symbol": "A$"}),
    ),
    "account-types": _plain(
        ("customer", "Customer"),
        ("prospect", "Prospect"),
        ("partner", "Partner"),
        ("supplier", "Supplier"),
        ("competitor", "Competitor"),
    ),
    "account-categories": _plain(("a", "A: most important"), ("b", "B: important"), ("c", "C: occasional")),
    "account-industries": _plain(
        ("agriculture", "Agriculture"),
        ("construction", "Construction"),
        ("education", "Education"),
        ("energy", "Energy"),
        ("finance", "Finance and insurance"),
        ("government", "Government"),
        ("healthcare", "Healthcare"),
        ("hospitality", "Hospitality"),
        ("information-technology", "Information technology"),
        ("manufacturing", "Manufacturing"),
        ("media", "Media"),
        ("non-profit", "Non-profit"),
        ("professional-services", "Professional services"),
        ("retail", "Retail"),
        ("telecommunications", "Telecommunications"),
        ("transport", "Transport and logistics"),
        ("other", "Other"),
    ),
    "contact-types": _plain(
        ("customer", "Customer"),
        ("prospect", "Prospect"),
        ("partner", "Partner"),
        ("supplier", "Supplier"),
    ),
    "contact-roles": _plain(
        ("decision-maker", "Decision maker"),
        ("influencer", "Influencer"),
        ("budget-owner", "Budget owner"),
        ("user", "User"),
        ("gatekeeper", "Gatekeeper"),
        ("contact-person", "Contact person"),
    ),
    "departments": _plain(
        ("management", "Management"),
        ("finance", "Finance"),
        ("sales", "Sales"),
        ("marketing", "Marketing"),
        ("purchasing", "Purchasing"),
        ("operations", "Operations"),
        ("production", "Production"),
        ("information-technology", "Information technology"),
        ("human-resources", "Human resources"),
        ("research", "Research and development"),
        ("customer-service", "Customer service"),
        ("legal", "Legal"),
    ),
}
