"""The record: the tables of `deeproot.tables`, one model each, and how rows came to be there."""

from deeproot_app.record.models.beliefs import Belief
from deeproot_app.record.models.cases import Case
from deeproot_app.record.models.connections import Arrival, Awaited, Connection, Folder, Said
from deeproot_app.record.models.consents import Consent, ConsentAddress, ConsentKey
from deeproot_app.record.models.coverage import Coverage
from deeproot_app.record.models.customers import Contact, Customer, Identity, Member
from deeproot_app.record.models.erasures import ErasedDigest, Erasure
from deeproot_app.record.models.folder_days import FolderDay
from deeproot_app.record.models.imports import Batch, Change, FileMapping, RawBlock, RefusedRow
from deeproot_app.record.models.interactions import Interaction, Text
from deeproot_app.record.models.links import DuplicateSearch, Kind, Link, MatchKey, Pair
from deeproot_app.record.models.money import Purchase, Subscription
from deeproot_app.record.models.promises import Promise
from deeproot_app.record.models.readings import Proposal
from deeproot_app.record.models.recorded import RecordSequence
from deeproot_app.record.models.resources import Assignment, Resource
from deeproot_app.record.models.search import Named, SearchIndex
from deeproot_app.record.models.snapshots import HandedOver
from deeproot_app.record.models.success import Progress, Step, Target

__all__ = [
    "Arrival",
    "Assignment",
    "Awaited",
    "Batch",
    "Belief",
    "Case",
    "Change",
    "Connection",
    "Consent",
    "ConsentAddress",
    "ConsentKey",
    "Contact",
    "Coverage",
    "Customer",
    "DuplicateSearch",
    "ErasedDigest",
    "Erasure",
    "FileMapping",
    "Folder",
    "FolderDay",
    "HandedOver",
    "Identity",
    "Interaction",
    "Kind",
    "Link",
    "MatchKey",
    "Member",
    "Named",
    "Pair",
    "Progress",
    "Promise",
    "Proposal",
    "Purchase",
    "RawBlock",
    "RecordSequence",
    "RefusedRow",
    "Resource",
    "Said",
    "SearchIndex",
    "Step",
    "Subscription",
    "Target",
    "Text",
]
