"""Tables of the records. Importing this package puts all of them into `db.base.Base.metadata`."""

from crm.models.account import Account
from crm.models.activity import Activity
from crm.models.api import ApiToken, IdempotentRequest
from crm.models.change import RecordChange
from crm.models.contact import Contact
from crm.models.duplicate import ComparedForm, DuplicateRule, Similarity
from crm.models.duplicate_triggers import STATEMENTS as DUPLICATE_TRIGGERS
from crm.models.feed import FeedPost
from crm.models.landing import LandingPage, LandingSubmission, PublicCaller, WebsiteEvent
from crm.models.lead import Lead
from crm.models.lookup import Lookup
from crm.models.mail import OutgoingMail
from crm.models.marketing_list import MarketingList, MarketingListMember
from crm.models.notification import Notification, NotificationPreference
from crm.models.opportunity import Opportunity
from crm.models.order import Order
from crm.models.order_line import OrderLine
from crm.models.person import CalendarAddress, SignInAttempt, User, UserRole, UserSession
from crm.models.saved_view import SavedView
from crm.models.search import SearchEntry
from crm.models.setting import Setting
from crm.models.triggers import STATEMENTS as TRIGGERS
from crm.models.webhook import IncomingCall, IncomingHook, Webhook, WebhookDelivery
from crm.models.webhook_triggers import STATEMENTS as WEBHOOK_TRIGGERS

__all__ = [
    "DUPLICATE_TRIGGERS",
    "TRIGGERS",
    "WEBHOOK_TRIGGERS",
    "Account",
    "Activity",
    "ApiToken",
    "CalendarAddress",
    "ComparedForm",
    "Contact",
    "DuplicateRule",
    "FeedPost",
    "IdempotentRequest",
    "IncomingCall",
    "IncomingHook",
    "LandingPage",
    "LandingSubmission",
    "Lead",
    "Lookup",
    "MarketingList",
    "MarketingListMember",
    "Notification",
    "NotificationPreference",
    "Opportunity",
    "Order",
    "OrderLine",
    "OutgoingMail",
    "PublicCaller",
    "RecordChange",
    "SavedView",
    "SearchEntry",
    "Setting",
    "SignInAttempt",
    "Similarity",
    "User",
    "UserRole",
    "UserSession",
    "Webhook",
    "WebhookDelivery",
    "WebsiteEvent",
]
