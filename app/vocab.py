"""The terms of the ontology as constants. Made by scripts/generate.py from ontology/*.ttl: do not edit.

Classes are `MEETING`, properties `P_CLAIMED_TIME`, codes `STATUS_OCCURRED`, terms of other vocabularies `RDFS_LABEL`.
"""

# fmt: off
from collections.abc import Mapping
from typing import Final

AMUR: Final = "https://w3id.org/amur/ontology#"

# ---- classes
ACTOR: Final = "https://w3id.org/amur/ontology#Actor"
ACTOR_GROUP: Final = "https://w3id.org/amur/ontology#ActorGroup"
ACTOR_MENTION: Final = "https://w3id.org/amur/ontology#ActorMention"
AGREEMENT: Final = "https://w3id.org/amur/ontology#Agreement"
AID: Final = "https://w3id.org/amur/ontology#Aid"
APPOINTMENT: Final = "https://w3id.org/amur/ontology#Appointment"
ARMED_ATTACK: Final = "https://w3id.org/amur/ontology#ArmedAttack"
ARMED_FORCE: Final = "https://w3id.org/amur/ontology#ArmedForce"
ARTICLE: Final = "https://w3id.org/amur/ontology#Article"
ARTICLE_KIND: Final = "https://w3id.org/amur/ontology#ArticleKind"
BASIS: Final = "https://w3id.org/amur/ontology#Basis"
CAUSE: Final = "https://w3id.org/amur/ontology#Cause"
CERTAINTY: Final = "https://w3id.org/amur/ontology#Certainty"
CLAIM: Final = "https://w3id.org/amur/ontology#Claim"
CLAIMED_PARTICIPATION: Final = "https://w3id.org/amur/ontology#ClaimedParticipation"
CODE: Final = "https://w3id.org/amur/ontology#Code"
COMPANY: Final = "https://w3id.org/amur/ontology#Company"
COMPARATOR: Final = "https://w3id.org/amur/ontology#Comparator"
CONDEMNATION: Final = "https://w3id.org/amur/ontology#Condemnation"
CONFLICT: Final = "https://w3id.org/amur/ontology#Conflict"
CONFLICT_KIND: Final = "https://w3id.org/amur/ontology#ConflictKind"
CONSULTATION: Final = "https://w3id.org/amur/ontology#Consultation"
COOPERATION: Final = "https://w3id.org/amur/ontology#Cooperation"
COUNTED_CLAIM: Final = "https://w3id.org/amur/ontology#CountedClaim"
DECISION: Final = "https://w3id.org/amur/ontology#Decision"
DECISION_KIND: Final = "https://w3id.org/amur/ontology#DecisionKind"
DEPLOYMENT: Final = "https://w3id.org/amur/ontology#Deployment"
EVENT: Final = "https://w3id.org/amur/ontology#Event"
EVENT_CODE: Final = "https://w3id.org/amur/ontology#EventCode"
EVENT_FORMAT: Final = "https://w3id.org/amur/ontology#EventFormat"
EVIDENCE: Final = "https://w3id.org/amur/ontology#Evidence"
EXTRACTION: Final = "https://w3id.org/amur/ontology#Extraction"
FIGURE: Final = "https://w3id.org/amur/ontology#Figure"
GOVERNMENT_BODY: Final = "https://w3id.org/amur/ontology#GovernmentBody"
INTERNATIONAL_ORGANIZATION: Final = "https://w3id.org/amur/ontology#InternationalOrganization"
JOINT_PATROL: Final = "https://w3id.org/amur/ontology#JointPatrol"
LEVEL: Final = "https://w3id.org/amur/ontology#Level"
MEDIA_KIND: Final = "https://w3id.org/amur/ontology#MediaKind"
MEDIA_OUTLET: Final = "https://w3id.org/amur/ontology#MediaOutlet"
MEDIUM: Final = "https://w3id.org/amur/ontology#Medium"
MEETING: Final = "https://w3id.org/amur/ontology#Meeting"
MILITARY_COOPERATION: Final = "https://w3id.org/amur/ontology#MilitaryCooperation"
MILITARY_EXERCISE: Final = "https://w3id.org/amur/ontology#MilitaryExercise"
MINISTRY: Final = "https://w3id.org/amur/ontology#Ministry"
OFFICE: Final = "https://w3id.org/amur/ontology#Office"
OFFICE_HOLDING: Final = "https://w3id.org/amur/ontology#OfficeHolding"
ORGANIZATION: Final = "https://w3id.org/amur/ontology#Organization"
OTHER_EVENT: Final = "https://w3id.org/amur/ontology#OtherEvent"
OWNERSHIP: Final = "https://w3id.org/amur/ontology#Ownership"
PARTICIPATION: Final = "https://w3id.org/amur/ontology#Participation"
PERSON: Final = "https://w3id.org/amur/ontology#Person"
PHASE: Final = "https://w3id.org/amur/ontology#Phase"
PHONE_CALL: Final = "https://w3id.org/amur/ontology#PhoneCall"
PLACE: Final = "https://w3id.org/amur/ontology#Place"
PLACE_KIND: Final = "https://w3id.org/amur/ontology#PlaceKind"
PLACE_MENTION: Final = "https://w3id.org/amur/ontology#PlaceMention"
POLARITY: Final = "https://w3id.org/amur/ontology#Polarity"
PRECISION: Final = "https://w3id.org/amur/ontology#Precision"
READING: Final = "https://w3id.org/amur/ontology#Reading"
REPORTER_LINK: Final = "https://w3id.org/amur/ontology#ReporterLink"
REVIEW: Final = "https://w3id.org/amur/ontology#Review"
ROLE: Final = "https://w3id.org/amur/ontology#Role"
SANCTION: Final = "https://w3id.org/amur/ontology#Sanction"
SOURCING: Final = "https://w3id.org/amur/ontology#Sourcing"
STATE: Final = "https://w3id.org/amur/ontology#State"
STATEMENT: Final = "https://w3id.org/amur/ontology#Statement"
STATUS: Final = "https://w3id.org/amur/ontology#Status"
SUMMIT: Final = "https://w3id.org/amur/ontology#Summit"
TERRITORY: Final = "https://w3id.org/amur/ontology#Territory"
TOPIC: Final = "https://w3id.org/amur/ontology#Topic"
UNCERTAIN_TIME: Final = "https://w3id.org/amur/ontology#UncertainTime"
VERDICT: Final = "https://w3id.org/amur/ontology#Verdict"
VISIT: Final = "https://w3id.org/amur/ontology#Visit"

# ---- properties
P_ABOUT_EVENT: Final = "https://w3id.org/amur/ontology#aboutEvent"
P_ACTOR: Final = "https://w3id.org/amur/ontology#actor"
P_ACTOR_COUNTRY: Final = "https://w3id.org/amur/ontology#actorCountry"
P_ACTOR_MENTION: Final = "https://w3id.org/amur/ontology#actorMention"
P_ACTOR_NAME: Final = "https://w3id.org/amur/ontology#actorName"
P_ACTOR_TYPE: Final = "https://w3id.org/amur/ontology#actorType"
P_ADDRESSEE: Final = "https://w3id.org/amur/ontology#addressee"
P_AFTER: Final = "https://w3id.org/amur/ontology#after"
P_AGENCY: Final = "https://w3id.org/amur/ontology#agency"
P_ARTICLE_KIND: Final = "https://w3id.org/amur/ontology#articleKind"
P_ATTRIBUTED_TO: Final = "https://w3id.org/amur/ontology#attributedTo"
P_BASIS: Final = "https://w3id.org/amur/ontology#basis"
P_BEFORE: Final = "https://w3id.org/amur/ontology#before"
P_BETWEEN_CLAIM: Final = "https://w3id.org/amur/ontology#betweenClaim"
P_CAMEO_CODE: Final = "https://w3id.org/amur/ontology#cameoCode"
P_CAUSE: Final = "https://w3id.org/amur/ontology#cause"
P_CERTAINTY: Final = "https://w3id.org/amur/ontology#certainty"
P_CHANGE: Final = "https://w3id.org/amur/ontology#change"
P_CHANNEL: Final = "https://w3id.org/amur/ontology#channel"
P_CITES_SOURCE: Final = "https://w3id.org/amur/ontology#citesSource"
P_CLAIM: Final = "https://w3id.org/amur/ontology#claim"
P_CLAIMED_DOCUMENTED_IN: Final = "https://w3id.org/amur/ontology#claimedDocumentedIn"
P_CLAIMED_FORCES: Final = "https://w3id.org/amur/ontology#claimedForces"
P_CLAIMED_FORMAT: Final = "https://w3id.org/amur/ontology#claimedFormat"
P_CLAIMED_IN_RESPONSE_TO: Final = "https://w3id.org/amur/ontology#claimedInResponseTo"
P_CLAIMED_IN_SUPPORT_OF: Final = "https://w3id.org/amur/ontology#claimedInSupportOf"
P_CLAIMED_LEVEL: Final = "https://w3id.org/amur/ontology#claimedLevel"
P_CLAIMED_MEDIUM: Final = "https://w3id.org/amur/ontology#claimedMedium"
P_CLAIMED_NAME: Final = "https://w3id.org/amur/ontology#claimedName"
P_CLAIMED_ON_SIDELINES_OF: Final = "https://w3id.org/amur/ontology#claimedOnSidelinesOf"
P_CLAIMED_ORDINAL: Final = "https://w3id.org/amur/ontology#claimedOrdinal"
P_CLAIMED_PART_OF: Final = "https://w3id.org/amur/ontology#claimedPartOf"
P_CLAIMED_PARTICIPATION: Final = "https://w3id.org/amur/ontology#claimedParticipation"
P_CLAIMED_PHASE: Final = "https://w3id.org/amur/ontology#claimedPhase"
P_CLAIMED_PLACE: Final = "https://w3id.org/amur/ontology#claimedPlace"
P_CLAIMED_PLACE_MENTION: Final = "https://w3id.org/amur/ontology#claimedPlaceMention"
P_CLAIMED_TIME: Final = "https://w3id.org/amur/ontology#claimedTime"
P_CLAIMED_TOPIC: Final = "https://w3id.org/amur/ontology#claimedTopic"
P_CLAIMED_TYPE: Final = "https://w3id.org/amur/ontology#claimedType"
P_CO_ATTENDED: Final = "https://w3id.org/amur/ontology#coAttended"
P_COMPARATOR: Final = "https://w3id.org/amur/ontology#comparator"
P_CONFIDENCE: Final = "https://w3id.org/amur/ontology#confidence"
P_CONFLICT: Final = "https://w3id.org/amur/ontology#conflict"
P_CONFLICT_KIND: Final = "https://w3id.org/amur/ontology#conflictKind"
P_COUNTRY: Final = "https://w3id.org/amur/ontology#country"
P_DECISION_KIND: Final = "https://w3id.org/amur/ontology#decisionKind"
P_DECISION_TARGET: Final = "https://w3id.org/amur/ontology#decisionTarget"
P_DIRECT: Final = "https://w3id.org/amur/ontology#direct"
P_DISPLAY_DATE: Final = "https://w3id.org/amur/ontology#displayDate"
P_DISPUTED: Final = "https://w3id.org/amur/ontology#disputed"
P_DOCUMENTED_IN: Final = "https://w3id.org/amur/ontology#documentedIn"
P_EDTF: Final = "https://w3id.org/amur/ontology#edtf"
P_END: Final = "https://w3id.org/amur/ontology#end"
P_EVENT_KIND: Final = "https://w3id.org/amur/ontology#eventKind"
P_EVIDENCE: Final = "https://w3id.org/amur/ontology#evidence"
P_EXACT: Final = "https://w3id.org/amur/ontology#exact"
P_EXTRACTION: Final = "https://w3id.org/amur/ontology#extraction"
P_FORCES: Final = "https://w3id.org/amur/ontology#forces"
P_FORMAT: Final = "https://w3id.org/amur/ontology#format"
P_FROM_CLAIM: Final = "https://w3id.org/amur/ontology#fromClaim"
P_HAS_PARTICIPANT: Final = "https://w3id.org/amur/ontology#hasParticipant"
P_HOLDER: Final = "https://w3id.org/amur/ontology#holder"
P_IN_ARTICLE: Final = "https://w3id.org/amur/ontology#inArticle"
P_IN_OFFICE: Final = "https://w3id.org/amur/ontology#inOffice"
P_IN_RESPONSE_TO: Final = "https://w3id.org/amur/ontology#inResponseTo"
P_IN_SUPPORT_OF: Final = "https://w3id.org/amur/ontology#inSupportOf"
P_INDEX: Final = "https://w3id.org/amur/ontology#index"
P_IS_ORDINAL: Final = "https://w3id.org/amur/ontology#isOrdinal"
P_KNOWN: Final = "https://w3id.org/amur/ontology#known"
P_LEVEL: Final = "https://w3id.org/amur/ontology#level"
P_MEDIA_KIND: Final = "https://w3id.org/amur/ontology#mediaKind"
P_MEDIUM: Final = "https://w3id.org/amur/ontology#medium"
P_MENTIONED_PLACE: Final = "https://w3id.org/amur/ontology#mentionedPlace"
P_MERGED_INTO: Final = "https://w3id.org/amur/ontology#mergedInto"
P_MET: Final = "https://w3id.org/amur/ontology#met"
P_MISSING: Final = "https://w3id.org/amur/ontology#missing"
P_MODEL: Final = "https://w3id.org/amur/ontology#model"
P_NAME: Final = "https://w3id.org/amur/ontology#name"
P_NUMBER: Final = "https://w3id.org/amur/ontology#number"
P_OF_ARTICLE: Final = "https://w3id.org/amur/ontology#ofArticle"
P_OFFICE: Final = "https://w3id.org/amur/ontology#office"
P_OFFICE_LEVEL: Final = "https://w3id.org/amur/ontology#officeLevel"
P_ON_BEHALF_OF: Final = "https://w3id.org/amur/ontology#onBehalfOf"
P_ON_SIDELINES_OF: Final = "https://w3id.org/amur/ontology#onSidelinesOf"
P_ORDINAL: Final = "https://w3id.org/amur/ontology#ordinal"
P_ORGANIZATION: Final = "https://w3id.org/amur/ontology#organization"
P_ORIGIN: Final = "https://w3id.org/amur/ontology#origin"
P_ORIGIN_COUNT: Final = "https://w3id.org/amur/ontology#originCount"
P_OWNERSHIP: Final = "https://w3id.org/amur/ontology#ownership"
P_PARENT_ORGANIZATION: Final = "https://w3id.org/amur/ontology#parentOrganization"
P_PART_OF: Final = "https://w3id.org/amur/ontology#partOf"
P_PARTICIPATION: Final = "https://w3id.org/amur/ontology#participation"
P_PERIOD: Final = "https://w3id.org/amur/ontology#period"
P_PHASE: Final = "https://w3id.org/amur/ontology#phase"
P_PLACE: Final = "https://w3id.org/amur/ontology#place"
P_PLACE_KIND: Final = "https://w3id.org/amur/ontology#placeKind"
P_PLACE_NAME: Final = "https://w3id.org/amur/ontology#placeName"
P_PLOVER_CODE: Final = "https://w3id.org/amur/ontology#ploverCode"
P_POLARITY: Final = "https://w3id.org/amur/ontology#polarity"
P_PRECISION: Final = "https://w3id.org/amur/ontology#precision"
P_PROVISIONAL: Final = "https://w3id.org/amur/ontology#provisional"
P_PUBLISHER_NAME: Final = "https://w3id.org/amur/ontology#publisherName"
P_QUOTE: Final = "https://w3id.org/amur/ontology#quote"
P_QUOTE_END: Final = "https://w3id.org/amur/ontology#quoteEnd"
P_QUOTE_START: Final = "https://w3id.org/amur/ontology#quoteStart"
P_READING: Final = "https://w3id.org/amur/ontology#reading"
P_REALIZES: Final = "https://w3id.org/amur/ontology#realizes"
P_REASON: Final = "https://w3id.org/amur/ontology#reason"
P_REFERENCE: Final = "https://w3id.org/amur/ontology#reference"
P_REPORTED_BY: Final = "https://w3id.org/amur/ontology#reportedBy"
P_REVIEW: Final = "https://w3id.org/amur/ontology#review"
P_ROLE: Final = "https://w3id.org/amur/ontology#role"
P_ROLE_HINT: Final = "https://w3id.org/amur/ontology#roleHint"
P_RULE: Final = "https://w3id.org/amur/ontology#rule"
P_RULES: Final = "https://w3id.org/amur/ontology#rules"
P_SINCE: Final = "https://w3id.org/amur/ontology#since"
P_SOFTWARE: Final = "https://w3id.org/amur/ontology#software"
P_SOURCING: Final = "https://w3id.org/amur/ontology#sourcing"
P_SPEAKER: Final = "https://w3id.org/amur/ontology#speaker"
P_SPOKE_WITH: Final = "https://w3id.org/amur/ontology#spokeWith"
P_STANDS_IN_FOR: Final = "https://w3id.org/amur/ontology#standsInFor"
P_START: Final = "https://w3id.org/amur/ontology#start"
P_STATUS: Final = "https://w3id.org/amur/ontology#status"
P_TEXT_LENGTH: Final = "https://w3id.org/amur/ontology#textLength"
P_TEXT_SHA256: Final = "https://w3id.org/amur/ontology#textSha256"
P_TIME: Final = "https://w3id.org/amur/ontology#time"
P_TOPIC: Final = "https://w3id.org/amur/ontology#topic"
P_UNIT: Final = "https://w3id.org/amur/ontology#unit"
P_UNTIL: Final = "https://w3id.org/amur/ontology#until"
P_VALUE: Final = "https://w3id.org/amur/ontology#value"
P_VERDICT: Final = "https://w3id.org/amur/ontology#verdict"
P_VINTAGE: Final = "https://w3id.org/amur/ontology#vintage"
P_WHAT: Final = "https://w3id.org/amur/ontology#what"
P_WINDOW: Final = "https://w3id.org/amur/ontology#window"
P_WITHIN: Final = "https://w3id.org/amur/ontology#within"
P_WORDS: Final = "https://w3id.org/amur/ontology#words"

# ---- codes
ARTICLE_KIND_COMMENTARY: Final = "https://w3id.org/amur/ontology#commentary"
ARTICLE_KIND_CURATED: Final = "https://w3id.org/amur/ontology#curated"
ARTICLE_KIND_DIGEST: Final = "https://w3id.org/amur/ontology#digest"
ARTICLE_KIND_NEWS: Final = "https://w3id.org/amur/ontology#news"
ARTICLE_KIND_READOUT: Final = "https://w3id.org/amur/ontology#readout"
ARTICLE_KIND_RECONSTRUCTION: Final = "https://w3id.org/amur/ontology#reconstruction"
ARTICLE_KIND_TRANSCRIPT: Final = "https://w3id.org/amur/ontology#transcript"
BASIS_CONTEXT: Final = "https://w3id.org/amur/ontology#context"
BASIS_DATELINE: Final = "https://w3id.org/amur/ontology#dateline"
BASIS_EVENT_ANCHORED: Final = "https://w3id.org/amur/ontology#eventAnchored"
BASIS_NONE: Final = "https://w3id.org/amur/ontology#noBasis"
BASIS_RELATIVE: Final = "https://w3id.org/amur/ontology#relative"
BASIS_STATED: Final = "https://w3id.org/amur/ontology#stated"
BASIS_WITHHELD: Final = "https://w3id.org/amur/ontology#withheld"
CAUSE_TIMEZONE: Final = "https://w3id.org/amur/ontology#timezone"
CERTAINTY_CERTAIN: Final = "https://w3id.org/amur/ontology#certain"
CERTAINTY_POSSIBLE: Final = "https://w3id.org/amur/ontology#possible"
CERTAINTY_PROBABLE: Final = "https://w3id.org/amur/ontology#probable"
COMPARATOR_CHANGE: Final = "https://w3id.org/amur/ontology#changeFrom"
COMPARATOR_HIGHEST_SINCE: Final = "https://w3id.org/amur/ontology#highestSince"
COMPARATOR_LOWEST_SINCE: Final = "https://w3id.org/amur/ontology#lowestSince"
COMPARATOR_RANK: Final = "https://w3id.org/amur/ontology#rank"
CONFLICT_KIND_PARTICIPANT: Final = "https://w3id.org/amur/ontology#participantConflict"
CONFLICT_KIND_PLACE: Final = "https://w3id.org/amur/ontology#placeConflict"
CONFLICT_KIND_POLARITY: Final = "https://w3id.org/amur/ontology#polarityConflict"
CONFLICT_KIND_POSITION: Final = "https://w3id.org/amur/ontology#positionConflict"
CONFLICT_KIND_TIME: Final = "https://w3id.org/amur/ontology#timeConflict"
CONFLICT_KIND_VALUE: Final = "https://w3id.org/amur/ontology#valueConflict"
DECISION_KIND_MERGE: Final = "https://w3id.org/amur/ontology#merge"
DECISION_KIND_REVIEW: Final = "https://w3id.org/amur/ontology#reviewing"
DECISION_KIND_SPLIT: Final = "https://w3id.org/amur/ontology#split"
EVENT_FORMAT_BILATERAL: Final = "https://w3id.org/amur/ontology#bilateral"
EVENT_FORMAT_MULTILATERAL: Final = "https://w3id.org/amur/ontology#multilateral"
EVENT_FORMAT_PULL_ASIDE: Final = "https://w3id.org/amur/ontology#pullAside"
EVENT_FORMAT_TRILATERAL: Final = "https://w3id.org/amur/ontology#trilateral"
LEVEL_DEFENCE: Final = "https://w3id.org/amur/ontology#defence"
LEVEL_FOREIGN: Final = "https://w3id.org/amur/ontology#foreign"
LEVEL_LEADER: Final = "https://w3id.org/amur/ontology#leader"
LEVEL_OTHER: Final = "https://w3id.org/amur/ontology#otherLevel"
LEVEL_PREMIER: Final = "https://w3id.org/amur/ontology#premier"
LEVEL_SECURITY: Final = "https://w3id.org/amur/ontology#security"
MEDIA_KIND_BROADCASTER: Final = "https://w3id.org/amur/ontology#broadcaster"
MEDIA_KIND_MAGAZINE: Final = "https://w3id.org/amur/ontology#magazine"
MEDIA_KIND_NEWS_AGENCY: Final = "https://w3id.org/amur/ontology#newsAgency"
MEDIA_KIND_NEWSPAPER: Final = "https://w3id.org/amur/ontology#newspaper"
MEDIA_KIND_OFFICIAL_SITE: Final = "https://w3id.org/amur/ontology#officialSite"
MEDIA_KIND_PROJECT: Final = "https://w3id.org/amur/ontology#projectOutlet"
MEDIA_KIND_THINK_TANK: Final = "https://w3id.org/amur/ontology#thinkTank"
MEDIA_KIND_WEBSITE: Final = "https://w3id.org/amur/ontology#website"
MEDIUM_PHONE: Final = "https://w3id.org/amur/ontology#phone"
MEDIUM_UNKNOWN: Final = "https://w3id.org/amur/ontology#unknownMedium"
MEDIUM_VIDEO: Final = "https://w3id.org/amur/ontology#video"
OWNERSHIP_GOVERNMENT_FUNDED: Final = "https://w3id.org/amur/ontology#governmentFunded"
OWNERSHIP_NONPROFIT: Final = "https://w3id.org/amur/ontology#nonprofitOwned"
OWNERSHIP_PARTY: Final = "https://w3id.org/amur/ontology#partyOwned"
OWNERSHIP_PRIVATE: Final = "https://w3id.org/amur/ontology#privateOwned"
OWNERSHIP_PUBLIC: Final = "https://w3id.org/amur/ontology#publicOwned"
OWNERSHIP_STATE: Final = "https://w3id.org/amur/ontology#stateOwned"
OWNERSHIP_UNKNOWN: Final = "https://w3id.org/amur/ontology#unknownOwnership"
PHASE_BEGINS: Final = "https://w3id.org/amur/ontology#begins"
PHASE_CONTINUES: Final = "https://w3id.org/amur/ontology#continues"
PHASE_ENDS: Final = "https://w3id.org/amur/ontology#ends"
PHASE_RESUMED: Final = "https://w3id.org/amur/ontology#resumed"
PHASE_SUSPENDED: Final = "https://w3id.org/amur/ontology#suspended"
PLACE_KIND_BAY: Final = "https://w3id.org/amur/ontology#bayPlace"
PLACE_KIND_CITY: Final = "https://w3id.org/amur/ontology#cityPlace"
PLACE_KIND_COUNTRY: Final = "https://w3id.org/amur/ontology#countryPlace"
PLACE_KIND_REGION: Final = "https://w3id.org/amur/ontology#regionPlace"
PLACE_KIND_SEA: Final = "https://w3id.org/amur/ontology#seaPlace"
PLACE_KIND_VENUE: Final = "https://w3id.org/amur/ontology#venuePlace"
POLARITY_NEGATIVE: Final = "https://w3id.org/amur/ontology#negative"
POLARITY_POSITIVE: Final = "https://w3id.org/amur/ontology#positive"
PRECISION_DAY: Final = "https://w3id.org/amur/ontology#day"
PRECISION_MONTH: Final = "https://w3id.org/amur/ontology#month"
PRECISION_NONE: Final = "https://w3id.org/amur/ontology#noPrecision"
PRECISION_RANGE: Final = "https://w3id.org/amur/ontology#range"
PRECISION_SEASON: Final = "https://w3id.org/amur/ontology#season"
PRECISION_YEAR: Final = "https://w3id.org/amur/ontology#year"
READING_SOMETIME_WITHIN: Final = "https://w3id.org/amur/ontology#sometimeWithin"
READING_THROUGHOUT: Final = "https://w3id.org/amur/ontology#throughout"
REVIEW_ACCEPTED: Final = "https://w3id.org/amur/ontology#accepted"
REVIEW_AMENDED: Final = "https://w3id.org/amur/ontology#amended"
REVIEW_CANDIDATE: Final = "https://w3id.org/amur/ontology#candidate"
REVIEW_REJECTED: Final = "https://w3id.org/amur/ontology#rejected"
ROLE_AGENT: Final = "https://w3id.org/amur/ontology#agent"
ROLE_ATTENDEE: Final = "https://w3id.org/amur/ontology#attendee"
ROLE_HOST: Final = "https://w3id.org/amur/ontology#host"
ROLE_PARTICIPANT: Final = "https://w3id.org/amur/ontology#participant"
ROLE_SIGNATORY: Final = "https://w3id.org/amur/ontology#signatory"
ROLE_TARGET: Final = "https://w3id.org/amur/ontology#target"
ROLE_VISITOR: Final = "https://w3id.org/amur/ontology#visitor"
SOURCING_ATTRIBUTED: Final = "https://w3id.org/amur/ontology#attributed"
SOURCING_OWN: Final = "https://w3id.org/amur/ontology#own"
STATUS_ALLEGED: Final = "https://w3id.org/amur/ontology#alleged"
STATUS_CANCELLED: Final = "https://w3id.org/amur/ontology#cancelled"
STATUS_DENIED: Final = "https://w3id.org/amur/ontology#denied"
STATUS_HYPOTHETICAL: Final = "https://w3id.org/amur/ontology#hypothetical"
STATUS_OCCURRED: Final = "https://w3id.org/amur/ontology#occurred"
STATUS_ONGOING: Final = "https://w3id.org/amur/ontology#ongoing"
STATUS_PLANNED: Final = "https://w3id.org/amur/ontology#planned"
VERDICT_ACCEPT: Final = "https://w3id.org/amur/ontology#accept"
VERDICT_AMEND: Final = "https://w3id.org/amur/ontology#amend"
VERDICT_REJECT: Final = "https://w3id.org/amur/ontology#reject"

# ---- terms of other vocabularies
RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDF_LANG_STRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
RDF_FIRST: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first"
RDF_REST: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest"
RDF_NIL: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil"
RDFS_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
RDFS_COMMENT: Final = "http://www.w3.org/2000/01/rdf-schema#comment"
RDFS_SUB_CLASS_OF: Final = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
RDFS_CLASS: Final = "http://www.w3.org/2000/01/rdf-schema#Class"
RDFS_SEE_ALSO: Final = "http://www.w3.org/2000/01/rdf-schema#seeAlso"
RDFS_IS_DEFINED_BY: Final = "http://www.w3.org/2000/01/rdf-schema#isDefinedBy"
XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
XSD_ANY_URI: Final = "http://www.w3.org/2001/XMLSchema#anyURI"
XSD_INTEGER: Final = "http://www.w3.org/2001/XMLSchema#integer"
XSD_DECIMAL: Final = "http://www.w3.org/2001/XMLSchema#decimal"
XSD_BOOLEAN: Final = "http://www.w3.org/2001/XMLSchema#boolean"
XSD_DATE: Final = "http://www.w3.org/2001/XMLSchema#date"
XSD_DATE_TIME: Final = "http://www.w3.org/2001/XMLSchema#dateTime"
XSD_G_YEAR: Final = "http://www.w3.org/2001/XMLSchema#gYear"
XSD_G_YEAR_MONTH: Final = "http://www.w3.org/2001/XMLSchema#gYearMonth"
EDTF_EDTF: Final = "http://id.loc.gov/datatypes/edtf/EDTF"
DCTERMS_TITLE: Final = "http://purl.org/dc/terms/title"
DCTERMS_IDENTIFIER: Final = "http://purl.org/dc/terms/identifier"
DCTERMS_PUBLISHER: Final = "http://purl.org/dc/terms/publisher"
DCTERMS_ISSUED: Final = "http://purl.org/dc/terms/issued"
DCTERMS_LANGUAGE: Final = "http://purl.org/dc/terms/language"
DCTERMS_LICENSE: Final = "http://purl.org/dc/terms/license"
DCTERMS_CREATOR: Final = "http://purl.org/dc/terms/creator"
DCTERMS_CREATED: Final = "http://purl.org/dc/terms/created"
DCTERMS_DESCRIPTION: Final = "http://purl.org/dc/terms/description"
DCTERMS_SOURCE: Final = "http://purl.org/dc/terms/source"
DCTERMS_IS_REPLACED_BY: Final = "http://purl.org/dc/terms/isReplacedBy"
SCHEMA_URL: Final = "https://schema.org/url"
SCHEMA_SAME_AS: Final = "https://schema.org/sameAs"
SCHEMA_NAME: Final = "https://schema.org/name"
SCHEMA_IN_LANGUAGE: Final = "https://schema.org/inLanguage"
SEM_ACTOR: Final = "http://semanticweb.cs.vu.nl/2009/11/sem/Actor"
SEM_EVENT: Final = "http://semanticweb.cs.vu.nl/2009/11/sem/Event"
SEM_PLACE: Final = "http://semanticweb.cs.vu.nl/2009/11/sem/Place"
SEM_ROLE: Final = "http://semanticweb.cs.vu.nl/2009/11/sem/Role"
SEM_TIME: Final = "http://semanticweb.cs.vu.nl/2009/11/sem/Time"
SEM_HAS_EARLIEST_BEGIN_TIME_STAMP: Final = "http://semanticweb.cs.vu.nl/2009/11/sem/hasEarliestBeginTimeStamp"
SEM_HAS_LATEST_END_TIME_STAMP: Final = "http://semanticweb.cs.vu.nl/2009/11/sem/hasLatestEndTimeStamp"
SKOS_CONCEPT: Final = "http://www.w3.org/2004/02/skos/core#Concept"
SKOS_CONCEPT_SCHEME: Final = "http://www.w3.org/2004/02/skos/core#ConceptScheme"
SKOS_PREF_LABEL: Final = "http://www.w3.org/2004/02/skos/core#prefLabel"
SKOS_ALT_LABEL: Final = "http://www.w3.org/2004/02/skos/core#altLabel"
SKOS_NOTATION: Final = "http://www.w3.org/2004/02/skos/core#notation"
SKOS_IN_SCHEME: Final = "http://www.w3.org/2004/02/skos/core#inScheme"
SKOS_BROADER: Final = "http://www.w3.org/2004/02/skos/core#broader"
SKOS_NOTE: Final = "http://www.w3.org/2004/02/skos/core#note"
SKOS_EXAMPLE: Final = "http://www.w3.org/2004/02/skos/core#example"
SKOS_CLOSE_MATCH: Final = "http://www.w3.org/2004/02/skos/core#closeMatch"
OA_ANNOTATION: Final = "http://www.w3.org/ns/oa#Annotation"
OA_EXACT: Final = "http://www.w3.org/ns/oa#exact"
OA_START: Final = "http://www.w3.org/ns/oa#start"
OA_END: Final = "http://www.w3.org/ns/oa#end"
OA_HAS_SOURCE: Final = "http://www.w3.org/ns/oa#hasSource"
PROV_AGENT: Final = "http://www.w3.org/ns/prov#Agent"
PROV_ENTITY: Final = "http://www.w3.org/ns/prov#Entity"
PROV_ACTIVITY: Final = "http://www.w3.org/ns/prov#Activity"
PROV_WAS_DERIVED_FROM: Final = "http://www.w3.org/ns/prov#wasDerivedFrom"
PROV_WAS_ATTRIBUTED_TO: Final = "http://www.w3.org/ns/prov#wasAttributedTo"
GEO_FEATURE: Final = "http://www.opengis.net/ont/geosparql#Feature"
GEO_AS_WKT: Final = "http://www.opengis.net/ont/geosparql#asWKT"
GEO_WKT_LITERAL: Final = "http://www.opengis.net/ont/geosparql#wktLiteral"
WGS84_LAT: Final = "http://www.w3.org/2003/01/geo/wgs84_pos#lat"
WGS84_LONG: Final = "http://www.w3.org/2003/01/geo/wgs84_pos#long"
SH_SPARQL_EXECUTABLE: Final = "http://www.w3.org/ns/shacl#SPARQLExecutable"
SH_SPARQL_SELECT_EXECUTABLE: Final = "http://www.w3.org/ns/shacl#SPARQLSelectExecutable"
SH_SPARQL_CONSTRUCT_EXECUTABLE: Final = "http://www.w3.org/ns/shacl#SPARQLConstructExecutable"
SH_SELECT: Final = "http://www.w3.org/ns/shacl#select"
SH_ASK: Final = "http://www.w3.org/ns/shacl#ask"
SH_CONSTRUCT: Final = "http://www.w3.org/ns/shacl#construct"
SH_DECLARE: Final = "http://www.w3.org/ns/shacl#declare"
SH_PREFIX: Final = "http://www.w3.org/ns/shacl#prefix"
SH_NAMESPACE: Final = "http://www.w3.org/ns/shacl#namespace"
SH_PREFIXES: Final = "http://www.w3.org/ns/shacl#prefixes"
SH_NAME: Final = "http://www.w3.org/ns/shacl#name"
VOID_DATASET: Final = "http://rdfs.org/ns/void#Dataset"
VOID_TRIPLES: Final = "http://rdfs.org/ns/void#triples"
VOID_ENTITIES: Final = "http://rdfs.org/ns/void#entities"
VOID_CLASSES: Final = "http://rdfs.org/ns/void#classes"
VOID_PROPERTIES: Final = "http://rdfs.org/ns/void#properties"
VOID_CLASS_PARTITION: Final = "http://rdfs.org/ns/void#classPartition"
VOID_PROPERTY_PARTITION: Final = "http://rdfs.org/ns/void#propertyPartition"
VOID_PROPERTY: Final = "http://rdfs.org/ns/void#property"
VOID_URI_SPACE: Final = "http://rdfs.org/ns/void#uriSpace"
OWL_CLASS: Final = "http://www.w3.org/2002/07/owl#Class"
OWL_ONTOLOGY: Final = "http://www.w3.org/2002/07/owl#Ontology"
OWL_SAME_AS: Final = "http://www.w3.org/2002/07/owl#sameAs"
OWL_VERSION_INFO: Final = "http://www.w3.org/2002/07/owl#versionInfo"

# Local name of a class -> its IRI.
CLASSES: Final[Mapping[str, str]] = {
    "Actor": ACTOR,
    "ActorGroup": ACTOR_GROUP,
    "ActorMention": ACTOR_MENTION,
    "Agreement": AGREEMENT,
    "Aid": AID,
    "Appointment": APPOINTMENT,
    "ArmedAttack": ARMED_ATTACK,
    "ArmedForce": ARMED_FORCE,
    "Article": ARTICLE,
    "ArticleKind": ARTICLE_KIND,
    "Basis": BASIS,
    "Cause": CAUSE,
    "Certainty": CERTAINTY,
    "Claim": CLAIM,
    "ClaimedParticipation": CLAIMED_PARTICIPATION,
    "Code": CODE,
    "Company": COMPANY,
    "Comparator": COMPARATOR,
    "Condemnation": CONDEMNATION,
    "Conflict": CONFLICT,
    "ConflictKind": CONFLICT_KIND,
    "Consultation": CONSULTATION,
    "Cooperation": COOPERATION,
    "CountedClaim": COUNTED_CLAIM,
    "Decision": DECISION,
    "DecisionKind": DECISION_KIND,
    "Deployment": DEPLOYMENT,
    "Event": EVENT,
    "EventCode": EVENT_CODE,
    "EventFormat": EVENT_FORMAT,
    "Evidence": EVIDENCE,
    "Extraction": EXTRACTION,
    "Figure": FIGURE,
    "GovernmentBody": GOVERNMENT_BODY,
    "InternationalOrganization": INTERNATIONAL_ORGANIZATION,
    "JointPatrol": JOINT_PATROL,
    "Level": LEVEL,
    "MediaKind": MEDIA_KIND,
    "MediaOutlet": MEDIA_OUTLET,
    "Medium": MEDIUM,
    "Meeting": MEETING,
    "MilitaryCooperation": MILITARY_COOPERATION,
    "MilitaryExercise": MILITARY_EXERCISE,
    "Ministry": MINISTRY,
    "Office": OFFICE,
    "OfficeHolding": OFFICE_HOLDING,
    "Organization": ORGANIZATION,
    "OtherEvent": OTHER_EVENT,
    "Ownership": OWNERSHIP,
    "Participation": PARTICIPATION,
    "Person": PERSON,
    "Phase": PHASE,
    "PhoneCall": PHONE_CALL,
    "Place": PLACE,
    "PlaceKind": PLACE_KIND,
    "PlaceMention": PLACE_MENTION,
    "Polarity": POLARITY,
    "Precision": PRECISION,
    "Reading": READING,
    "ReporterLink": REPORTER_LINK,
    "Review": REVIEW,
    "Role": ROLE,
    "Sanction": SANCTION,
    "Sourcing": SOURCING,
    "State": STATE,
    "Statement": STATEMENT,
    "Status": STATUS,
    "Summit": SUMMIT,
    "Territory": TERRITORY,
    "Topic": TOPIC,
    "UncertainTime": UNCERTAIN_TIME,
    "Verdict": VERDICT,
    "Visit": VISIT,
}

# Class -> its superclasses of this ontology, nearest first.
SUPERCLASSES: Final[Mapping[str, tuple[str, ...]]] = {
    ACTOR: (),
    ACTOR_GROUP: (ACTOR,),
    ACTOR_MENTION: (),
    AGREEMENT: (EVENT,),
    AID: (EVENT,),
    APPOINTMENT: (EVENT,),
    ARMED_ATTACK: (EVENT,),
    ARMED_FORCE: (GOVERNMENT_BODY, ORGANIZATION, ACTOR,),
    ARTICLE: (),
    ARTICLE_KIND: (CODE,),
    BASIS: (CODE,),
    CAUSE: (CODE,),
    CERTAINTY: (CODE,),
    CLAIM: (),
    CLAIMED_PARTICIPATION: (),
    CODE: (),
    COMPANY: (ORGANIZATION, ACTOR,),
    COMPARATOR: (CODE,),
    CONDEMNATION: (EVENT,),
    CONFLICT: (),
    CONFLICT_KIND: (CODE,),
    CONSULTATION: (EVENT,),
    COOPERATION: (EVENT,),
    COUNTED_CLAIM: (),
    DECISION: (),
    DECISION_KIND: (CODE,),
    DEPLOYMENT: (EVENT,),
    EVENT: (),
    EVENT_CODE: (),
    EVENT_FORMAT: (CODE,),
    EVIDENCE: (),
    EXTRACTION: (),
    FIGURE: (),
    GOVERNMENT_BODY: (ORGANIZATION, ACTOR,),
    INTERNATIONAL_ORGANIZATION: (ORGANIZATION, ACTOR,),
    JOINT_PATROL: (MILITARY_COOPERATION, EVENT,),
    LEVEL: (CODE,),
    MEDIA_KIND: (CODE,),
    MEDIA_OUTLET: (ORGANIZATION, ACTOR,),
    MEDIUM: (CODE,),
    MEETING: (CONSULTATION, EVENT,),
    MILITARY_COOPERATION: (EVENT,),
    MILITARY_EXERCISE: (MILITARY_COOPERATION, EVENT,),
    MINISTRY: (GOVERNMENT_BODY, ORGANIZATION, ACTOR,),
    OFFICE: (),
    OFFICE_HOLDING: (),
    ORGANIZATION: (ACTOR,),
    OTHER_EVENT: (EVENT,),
    OWNERSHIP: (CODE,),
    PARTICIPATION: (),
    PERSON: (ACTOR,),
    PHASE: (CODE,),
    PHONE_CALL: (CONSULTATION, EVENT,),
    PLACE: (),
    PLACE_KIND: (CODE,),
    PLACE_MENTION: (),
    POLARITY: (CODE,),
    PRECISION: (CODE,),
    READING: (CODE,),
    REPORTER_LINK: (),
    REVIEW: (CODE,),
    ROLE: (CODE,),
    SANCTION: (EVENT,),
    SOURCING: (CODE,),
    STATE: (ACTOR,),
    STATEMENT: (),
    STATUS: (CODE,),
    SUMMIT: (CONSULTATION, EVENT,),
    TERRITORY: (ACTOR,),
    TOPIC: (),
    UNCERTAIN_TIME: (),
    VERDICT: (CODE,),
    VISIT: (CONSULTATION, EVENT,),
}

# Class of codes -> the word used in Python and JSON -> IRI of the code.
CODES: Final[Mapping[str, Mapping[str, str]]] = {
    "ArticleKind": {
        "commentary": ARTICLE_KIND_COMMENTARY,
        "curated": ARTICLE_KIND_CURATED,
        "digest": ARTICLE_KIND_DIGEST,
        "news": ARTICLE_KIND_NEWS,
        "readout": ARTICLE_KIND_READOUT,
        "reconstruction": ARTICLE_KIND_RECONSTRUCTION,
        "transcript": ARTICLE_KIND_TRANSCRIPT,
    },
    "Basis": {
        "context": BASIS_CONTEXT,
        "dateline": BASIS_DATELINE,
        "event-anchored": BASIS_EVENT_ANCHORED,
        "none": BASIS_NONE,
        "relative": BASIS_RELATIVE,
        "stated": BASIS_STATED,
        "withheld": BASIS_WITHHELD,
    },
    "Cause": {
        "timezone": CAUSE_TIMEZONE,
    },
    "Certainty": {
        "certain": CERTAINTY_CERTAIN,
        "possible": CERTAINTY_POSSIBLE,
        "probable": CERTAINTY_PROBABLE,
    },
    "Comparator": {
        "change": COMPARATOR_CHANGE,
        "highest-since": COMPARATOR_HIGHEST_SINCE,
        "lowest-since": COMPARATOR_LOWEST_SINCE,
        "rank": COMPARATOR_RANK,
    },
    "ConflictKind": {
        "participant": CONFLICT_KIND_PARTICIPANT,
        "place": CONFLICT_KIND_PLACE,
        "polarity": CONFLICT_KIND_POLARITY,
        "position": CONFLICT_KIND_POSITION,
        "time": CONFLICT_KIND_TIME,
        "value": CONFLICT_KIND_VALUE,
    },
    "DecisionKind": {
        "merge": DECISION_KIND_MERGE,
        "review": DECISION_KIND_REVIEW,
        "split": DECISION_KIND_SPLIT,
    },
    "EventFormat": {
        "bilateral": EVENT_FORMAT_BILATERAL,
        "multilateral": EVENT_FORMAT_MULTILATERAL,
        "pull-aside": EVENT_FORMAT_PULL_ASIDE,
        "trilateral": EVENT_FORMAT_TRILATERAL,
    },
    "Level": {
        "defence": LEVEL_DEFENCE,
        "foreign": LEVEL_FOREIGN,
        "leader": LEVEL_LEADER,
        "other": LEVEL_OTHER,
        "premier": LEVEL_PREMIER,
        "security": LEVEL_SECURITY,
    },
    "MediaKind": {
        "broadcaster": MEDIA_KIND_BROADCASTER,
        "magazine": MEDIA_KIND_MAGAZINE,
        "news-agency": MEDIA_KIND_NEWS_AGENCY,
        "newspaper": MEDIA_KIND_NEWSPAPER,
        "official-site": MEDIA_KIND_OFFICIAL_SITE,
        "project": MEDIA_KIND_PROJECT,
        "think-tank": MEDIA_KIND_THINK_TANK,
        "website": MEDIA_KIND_WEBSITE,
    },
    "Medium": {
        "phone": MEDIUM_PHONE,
        "unknown": MEDIUM_UNKNOWN,
        "video": MEDIUM_VIDEO,
    },
    "Ownership": {
        "government-funded": OWNERSHIP_GOVERNMENT_FUNDED,
        "nonprofit": OWNERSHIP_NONPROFIT,
        "party": OWNERSHIP_PARTY,
        "private": OWNERSHIP_PRIVATE,
        "public": OWNERSHIP_PUBLIC,
        "state": OWNERSHIP_STATE,
        "unknown": OWNERSHIP_UNKNOWN,
    },
    "Phase": {
        "begins": PHASE_BEGINS,
        "continues": PHASE_CONTINUES,
        "ends": PHASE_ENDS,
        "resumed": PHASE_RESUMED,
        "suspended": PHASE_SUSPENDED,
    },
    "PlaceKind": {
        "bay": PLACE_KIND_BAY,
        "city": PLACE_KIND_CITY,
        "country": PLACE_KIND_COUNTRY,
        "region": PLACE_KIND_REGION,
        "sea": PLACE_KIND_SEA,
        "venue": PLACE_KIND_VENUE,
    },
    "Polarity": {
        "negative": POLARITY_NEGATIVE,
        "positive": POLARITY_POSITIVE,
    },
    "Precision": {
        "day": PRECISION_DAY,
        "month": PRECISION_MONTH,
        "none": PRECISION_NONE,
        "range": PRECISION_RANGE,
        "season": PRECISION_SEASON,
        "year": PRECISION_YEAR,
    },
    "Reading": {
        "sometime-within": READING_SOMETIME_WITHIN,
        "throughout": READING_THROUGHOUT,
    },
    "Review": {
        "accepted": REVIEW_ACCEPTED,
        "amended": REVIEW_AMENDED,
        "candidate": REVIEW_CANDIDATE,
        "rejected": REVIEW_REJECTED,
    },
    "Role": {
        "agent": ROLE_AGENT,
        "attendee": ROLE_ATTENDEE,
        "host": ROLE_HOST,
        "participant": ROLE_PARTICIPANT,
        "signatory": ROLE_SIGNATORY,
        "target": ROLE_TARGET,
        "visitor": ROLE_VISITOR,
    },
    "Sourcing": {
        "attributed": SOURCING_ATTRIBUTED,
        "own": SOURCING_OWN,
    },
    "Status": {
        "alleged": STATUS_ALLEGED,
        "cancelled": STATUS_CANCELLED,
        "denied": STATUS_DENIED,
        "hypothetical": STATUS_HYPOTHETICAL,
        "occurred": STATUS_OCCURRED,
        "ongoing": STATUS_ONGOING,
        "planned": STATUS_PLANNED,
    },
    "Verdict": {
        "accept": VERDICT_ACCEPT,
        "amend": VERDICT_AMEND,
        "reject": VERDICT_REJECT,
    },
}

# Code -> the word used in Python and JSON.
NOTATIONS: Final[Mapping[str, str]] = {
    ARTICLE_KIND_COMMENTARY: "commentary",
    ARTICLE_KIND_CURATED: "curated",
    ARTICLE_KIND_DIGEST: "digest",
    ARTICLE_KIND_NEWS: "news",
    ARTICLE_KIND_READOUT: "readout",
    ARTICLE_KIND_RECONSTRUCTION: "reconstruction",
    ARTICLE_KIND_TRANSCRIPT: "transcript",
    BASIS_CONTEXT: "context",
    BASIS_DATELINE: "dateline",
    BASIS_EVENT_ANCHORED: "event-anchored",
    BASIS_NONE: "none",
    BASIS_RELATIVE: "relative",
    BASIS_STATED: "stated",
    BASIS_WITHHELD: "withheld",
    CAUSE_TIMEZONE: "timezone",
    CERTAINTY_CERTAIN: "certain",
    CERTAINTY_POSSIBLE: "possible",
    CERTAINTY_PROBABLE: "probable",
    COMPARATOR_CHANGE: "change",
    COMPARATOR_HIGHEST_SINCE: "highest-since",
    COMPARATOR_LOWEST_SINCE: "lowest-since",
    COMPARATOR_RANK: "rank",
    CONFLICT_KIND_PARTICIPANT: "participant",
    CONFLICT_KIND_PLACE: "place",
    CONFLICT_KIND_POLARITY: "polarity",
    CONFLICT_KIND_POSITION: "position",
    CONFLICT_KIND_TIME: "time",
    CONFLICT_KIND_VALUE: "value",
    DECISION_KIND_MERGE: "merge",
    DECISION_KIND_REVIEW: "review",
    DECISION_KIND_SPLIT: "split",
    EVENT_FORMAT_BILATERAL: "bilateral",
    EVENT_FORMAT_MULTILATERAL: "multilateral",
    EVENT_FORMAT_PULL_ASIDE: "pull-aside",
    EVENT_FORMAT_TRILATERAL: "trilateral",
    LEVEL_DEFENCE: "defence",
    LEVEL_FOREIGN: "foreign",
    LEVEL_LEADER: "leader",
    LEVEL_OTHER: "other",
    LEVEL_PREMIER: "premier",
    LEVEL_SECURITY: "security",
    MEDIA_KIND_BROADCASTER: "broadcaster",
    MEDIA_KIND_MAGAZINE: "magazine",
    MEDIA_KIND_NEWS_AGENCY: "news-agency",
    MEDIA_KIND_NEWSPAPER: "newspaper",
    MEDIA_KIND_OFFICIAL_SITE: "official-site",
    MEDIA_KIND_PROJECT: "project",
    MEDIA_KIND_THINK_TANK: "think-tank",
    MEDIA_KIND_WEBSITE: "website",
    MEDIUM_PHONE: "phone",
    MEDIUM_UNKNOWN: "unknown",
    MEDIUM_VIDEO: "video",
    OWNERSHIP_GOVERNMENT_FUNDED: "government-funded",
    OWNERSHIP_NONPROFIT: "nonprofit",
    OWNERSHIP_PARTY: "party",
    OWNERSHIP_PRIVATE: "private",
    OWNERSHIP_PUBLIC: "public",
    OWNERSHIP_STATE: "state",
    OWNERSHIP_UNKNOWN: "unknown",
    PHASE_BEGINS: "begins",
    PHASE_CONTINUES: "continues",
    PHASE_ENDS: "ends",
    PHASE_RESUMED: "resumed",
    PHASE_SUSPENDED: "suspended",
    PLACE_KIND_BAY: "bay",
    PLACE_KIND_CITY: "city",
    PLACE_KIND_COUNTRY: "country",
    PLACE_KIND_REGION: "region",
    PLACE_KIND_SEA: "sea",
    PLACE_KIND_VENUE: "venue",
    POLARITY_NEGATIVE: "negative",
    POLARITY_POSITIVE: "positive",
    PRECISION_DAY: "day",
    PRECISION_MONTH: "month",
    PRECISION_NONE: "none",
    PRECISION_RANGE: "range",
    PRECISION_SEASON: "season",
    PRECISION_YEAR: "year",
    READING_SOMETIME_WITHIN: "sometime-within",
    READING_THROUGHOUT: "throughout",
    REVIEW_ACCEPTED: "accepted",
    REVIEW_AMENDED: "amended",
    REVIEW_CANDIDATE: "candidate",
    REVIEW_REJECTED: "rejected",
    ROLE_AGENT: "agent",
    ROLE_ATTENDEE: "attendee",
    ROLE_HOST: "host",
    ROLE_PARTICIPANT: "participant",
    ROLE_SIGNATORY: "signatory",
    ROLE_TARGET: "target",
    ROLE_VISITOR: "visitor",
    SOURCING_ATTRIBUTED: "attributed",
    SOURCING_OWN: "own",
    STATUS_ALLEGED: "alleged",
    STATUS_CANCELLED: "cancelled",
    STATUS_DENIED: "denied",
    STATUS_HYPOTHETICAL: "hypothetical",
    STATUS_OCCURRED: "occurred",
    STATUS_ONGOING: "ongoing",
    STATUS_PLANNED: "planned",
    VERDICT_ACCEPT: "accept",
    VERDICT_AMEND: "amend",
    VERDICT_REJECT: "reject",
}

# Class or code -> its label by language.
LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    ACTOR: {"en": "actor", "zh": "行为者", "ru": "участник"},
    ACTOR_GROUP: {"en": "actor group", "zh": "行为者群体", "ru": "группа участников"},
    ACTOR_MENTION: {"en": "actor mention", "zh": "行为者提及", "ru": "упоминание участника"},
    AGREEMENT: {"en": "agreement", "zh": "协议", "ru": "соглашение"},
    AID: {"en": "aid", "zh": "援助", "ru": "помощь"},
    APPOINTMENT: {"en": "appointment", "zh": "任免", "ru": "назначение"},
    ARMED_ATTACK: {"en": "armed attack", "zh": "武装攻击", "ru": "вооружённое нападение"},
    ARMED_FORCE: {"en": "armed force", "zh": "武装力量", "ru": "вооружённые силы"},
    ARTICLE: {"en": "article", "zh": "文章", "ru": "статья"},
    ARTICLE_KIND: {"en": "article kind", "zh": "文章类型", "ru": "вид статьи"},
    BASIS: {"en": "basis", "zh": "依据", "ru": "основание"},
    CAUSE: {"en": "cause", "zh": "原因", "ru": "причина"},
    CERTAINTY: {"en": "certainty", "zh": "确定性", "ru": "степень уверенности"},
    CLAIM: {"en": "claim", "zh": "主张", "ru": "утверждение"},
    CLAIMED_PARTICIPATION: {"en": "claimed participation", "zh": "主张的参与", "ru": "заявленное участие"},
    CODE: {"en": "code", "zh": "代码", "ru": "код"},
    COMPANY: {"en": "company", "zh": "公司", "ru": "компания"},
    COMPARATOR: {"en": "comparator", "zh": "比较方式", "ru": "вид сравнения"},
    CONDEMNATION: {"en": "condemnation", "zh": "谴责", "ru": "осуждение"},
    CONFLICT: {"en": "conflict", "zh": "矛盾", "ru": "противоречие"},
    CONFLICT_KIND: {"en": "conflict kind", "zh": "矛盾类型", "ru": "вид противоречия"},
    CONSULTATION: {"en": "consultation", "zh": "磋商", "ru": "консультации"},
    COOPERATION: {"en": "cooperation", "zh": "合作", "ru": "сотрудничество"},
    COUNTED_CLAIM: {"en": "counted claim", "zh": "计数主张", "ru": "утверждение о количестве"},
    DECISION: {"en": "decision", "zh": "人工决定", "ru": "решение"},
    DECISION_KIND: {"en": "decision kind", "zh": "决定类型", "ru": "вид решения"},
    DEPLOYMENT: {"en": "deployment", "zh": "军事部署", "ru": "развёртывание сил"},
    EVENT: {"en": "event", "zh": "事件", "ru": "событие"},
    EVENT_CODE: {"en": "event code", "zh": "事件代码", "ru": "код события"},
    EVENT_FORMAT: {"en": "event format", "zh": "形式", "ru": "формат"},
    EVIDENCE: {"en": "evidence", "zh": "证据", "ru": "доказательство"},
    EXTRACTION: {"en": "extraction", "zh": "抽取", "ru": "извлечение"},
    FIGURE: {"en": "figure", "zh": "数据", "ru": "показатель"},
    GOVERNMENT_BODY: {"en": "government body", "zh": "政府机构", "ru": "государственный орган"},
    INTERNATIONAL_ORGANIZATION: {"en": "international organization", "zh": "国际组织", "ru": "международная организация"},
    JOINT_PATROL: {"en": "joint patrol", "zh": "联合巡航", "ru": "совместное патрулирование"},
    LEVEL: {"en": "level", "zh": "级别", "ru": "уровень"},
    MEDIA_KIND: {"en": "media kind", "zh": "媒体类型", "ru": "вид издания"},
    MEDIA_OUTLET: {"en": "media outlet", "zh": "媒体", "ru": "средство массовой информации"},
    MEDIUM: {"en": "medium", "zh": "媒介", "ru": "средство связи"},
    MEETING: {"en": "meeting", "zh": "会晤", "ru": "встреча"},
    MILITARY_COOPERATION: {"en": "military cooperation", "zh": "军事合作", "ru": "военное сотрудничество"},
    MILITARY_EXERCISE: {"en": "military exercise", "zh": "军事演习", "ru": "военные учения"},
    MINISTRY: {"en": "ministry", "zh": "部委", "ru": "министерство"},
    OFFICE: {"en": "office", "zh": "职位", "ru": "должность"},
    OFFICE_HOLDING: {"en": "office holding", "zh": "任职", "ru": "пребывание в должности"},
    ORGANIZATION: {"en": "organization", "zh": "组织", "ru": "организация"},
    OTHER_EVENT: {"en": "other event", "zh": "其他事件", "ru": "иное событие"},
    OWNERSHIP: {"en": "ownership", "zh": "所有制", "ru": "собственность"},
    PARTICIPATION: {"en": "participation", "zh": "参与", "ru": "участие"},
    PERSON: {"en": "person", "zh": "人物", "ru": "человек"},
    PHASE: {"en": "phase", "zh": "阶段", "ru": "фаза"},
    PHONE_CALL: {"en": "phone call", "zh": "通话", "ru": "телефонный разговор"},
    PLACE: {"en": "place", "zh": "地点", "ru": "место"},
    PLACE_KIND: {"en": "place kind", "zh": "地点类型", "ru": "вид места"},
    PLACE_MENTION: {"en": "place mention", "zh": "地点提及", "ru": "упоминание места"},
    POLARITY: {"en": "polarity", "zh": "极性", "ru": "полярность"},
    PRECISION: {"en": "precision", "zh": "精度", "ru": "точность"},
    READING: {"en": "reading", "zh": "解读", "ru": "прочтение"},
    REPORTER_LINK: {"en": "reporter link", "zh": "转述环节", "ru": "звено передачи"},
    REVIEW: {"en": "review", "zh": "审核", "ru": "проверка"},
    ROLE: {"en": "role", "zh": "角色", "ru": "роль"},
    SANCTION: {"en": "sanction", "zh": "制裁", "ru": "санкция"},
    SOURCING: {"en": "sourcing", "zh": "来源方式", "ru": "происхождение сведений"},
    STATE: {"en": "state", "zh": "国家", "ru": "государство"},
    STATEMENT: {"en": "statement", "zh": "表态", "ru": "заявление"},
    STATUS: {"en": "status", "zh": "状态", "ru": "статус"},
    SUMMIT: {"en": "summit", "zh": "峰会", "ru": "саммит"},
    TERRITORY: {"en": "territory", "zh": "地区", "ru": "территория"},
    TOPIC: {"en": "topic", "zh": "议题", "ru": "тема"},
    UNCERTAIN_TIME: {"en": "uncertain time", "zh": "不确定时间", "ru": "неопределённое время"},
    VERDICT: {"en": "verdict", "zh": "裁定", "ru": "вердикт"},
    VISIT: {"en": "visit", "zh": "访问", "ru": "визит"},
    ARTICLE_KIND_COMMENTARY: {"en": "commentary", "zh": "评论", "ru": "комментарий"},
    ARTICLE_KIND_CURATED: {"en": "curated", "zh": "整理表格", "ru": "подготовленная таблица"},
    ARTICLE_KIND_DIGEST: {"en": "digest", "zh": "摘要", "ru": "дайджест"},
    ARTICLE_KIND_NEWS: {"en": "news", "zh": "新闻", "ru": "новость"},
    ARTICLE_KIND_READOUT: {"en": "readout", "zh": "官方通稿", "ru": "официальное сообщение"},
    ARTICLE_KIND_RECONSTRUCTION: {"en": "reconstruction", "zh": "重述", "ru": "реконструкция"},
    ARTICLE_KIND_TRANSCRIPT: {"en": "transcript", "zh": "实录", "ru": "стенограмма"},
    BASIS_CONTEXT: {"en": "context", "zh": "语境", "ru": "по контексту"},
    BASIS_DATELINE: {"en": "dateline", "zh": "电头", "ru": "по дате сообщения"},
    BASIS_EVENT_ANCHORED: {"en": "event-anchored", "zh": "事件锚定", "ru": "по другому событию"},
    BASIS_NONE: {"en": "none", "zh": "无依据", "ru": "нет"},
    BASIS_RELATIVE: {"en": "relative", "zh": "相对日期", "ru": "относительно"},
    BASIS_STATED: {"en": "stated", "zh": "明确说明", "ru": "названо"},
    BASIS_WITHHELD: {"en": "withheld", "zh": "未公布", "ru": "не раскрыто"},
    CAUSE_TIMEZONE: {"en": "time zone", "zh": "时区", "ru": "часовой пояс"},
    CERTAINTY_CERTAIN: {"en": "certain", "zh": "确定", "ru": "точно"},
    CERTAINTY_POSSIBLE: {"en": "possible", "zh": "可能", "ru": "возможно"},
    CERTAINTY_PROBABLE: {"en": "probable", "zh": "很可能", "ru": "вероятно"},
    COMPARATOR_CHANGE: {"en": "change", "zh": "变化", "ru": "изменение"},
    COMPARATOR_HIGHEST_SINCE: {"en": "highest since", "zh": "自…以来最高", "ru": "максимум с"},
    COMPARATOR_LOWEST_SINCE: {"en": "lowest since", "zh": "自…以来最低", "ru": "минимум с"},
    COMPARATOR_RANK: {"en": "rank", "zh": "排名", "ru": "место в ряду"},
    CONFLICT_KIND_PARTICIPANT: {"en": "participant", "zh": "参与者矛盾", "ru": "об участниках"},
    CONFLICT_KIND_PLACE: {"en": "place", "zh": "地点矛盾", "ru": "о месте"},
    CONFLICT_KIND_POLARITY: {"en": "polarity", "zh": "有无矛盾", "ru": "о самом факте"},
    CONFLICT_KIND_POSITION: {"en": "position", "zh": "立场矛盾", "ru": "о позиции"},
    CONFLICT_KIND_TIME: {"en": "time", "zh": "时间矛盾", "ru": "о времени"},
    CONFLICT_KIND_VALUE: {"en": "value", "zh": "数值矛盾", "ru": "о значении"},
    DECISION_KIND_MERGE: {"en": "merge", "zh": "合并", "ru": "объединение"},
    DECISION_KIND_REVIEW: {"en": "review", "zh": "审核", "ru": "проверка"},
    DECISION_KIND_SPLIT: {"en": "split", "zh": "拆分", "ru": "разделение"},
    EVENT_FORMAT_BILATERAL: {"en": "bilateral", "zh": "双边", "ru": "двусторонний"},
    EVENT_FORMAT_MULTILATERAL: {"en": "multilateral", "zh": "多边", "ru": "многосторонний"},
    EVENT_FORMAT_PULL_ASIDE: {"en": "pull-aside", "zh": "短暂交谈", "ru": "беседа на ходу"},
    EVENT_FORMAT_TRILATERAL: {"en": "trilateral", "zh": "三边", "ru": "трёхсторонний"},
    LEVEL_DEFENCE: {"en": "defence", "zh": "国防级", "ru": "уровень министров обороны"},
    LEVEL_FOREIGN: {"en": "foreign", "zh": "外交级", "ru": "уровень министров иностранных дел"},
    LEVEL_LEADER: {"en": "leader", "zh": "国家元首级", "ru": "уровень лидеров"},
    LEVEL_OTHER: {"en": "other", "zh": "其他", "ru": "иной"},
    LEVEL_PREMIER: {"en": "premier", "zh": "总理级", "ru": "уровень премьеров"},
    LEVEL_SECURITY: {"en": "security", "zh": "安全级", "ru": "уровень советов безопасности"},
    MEDIA_KIND_BROADCASTER: {"en": "broadcaster", "zh": "广播电视", "ru": "телерадиокомпания"},
    MEDIA_KIND_MAGAZINE: {"en": "magazine", "zh": "杂志", "ru": "журнал"},
    MEDIA_KIND_NEWS_AGENCY: {"en": "news agency", "zh": "通讯社", "ru": "информационное агентство"},
    MEDIA_KIND_NEWSPAPER: {"en": "newspaper", "zh": "报纸", "ru": "газета"},
    MEDIA_KIND_OFFICIAL_SITE: {"en": "official site", "zh": "官方网站", "ru": "официальный сайт"},
    MEDIA_KIND_PROJECT: {"en": "project", "zh": "项目自办", "ru": "издание проекта"},
    MEDIA_KIND_THINK_TANK: {"en": "think tank", "zh": "智库", "ru": "аналитический центр"},
    MEDIA_KIND_WEBSITE: {"en": "website", "zh": "网站", "ru": "сайт"},
    MEDIUM_PHONE: {"en": "phone", "zh": "电话", "ru": "телефон"},
    MEDIUM_UNKNOWN: {"en": "unknown", "zh": "未知", "ru": "неизвестно"},
    MEDIUM_VIDEO: {"en": "video", "zh": "视频", "ru": "видеосвязь"},
    OWNERSHIP_GOVERNMENT_FUNDED: {"en": "government-funded", "zh": "政府资助", "ru": "финансируется государством"},
    OWNERSHIP_NONPROFIT: {"en": "nonprofit", "zh": "非营利", "ru": "некоммерческая"},
    OWNERSHIP_PARTY: {"en": "party", "zh": "党有", "ru": "партийная"},
    OWNERSHIP_PRIVATE: {"en": "private", "zh": "私营", "ru": "частная"},
    OWNERSHIP_PUBLIC: {"en": "public", "zh": "公共", "ru": "общественная"},
    OWNERSHIP_STATE: {"en": "state", "zh": "国有", "ru": "государственная"},
    OWNERSHIP_UNKNOWN: {"en": "unknown", "zh": "未知", "ru": "неизвестно"},
    PHASE_BEGINS: {"en": "begins", "zh": "开始", "ru": "начинается"},
    PHASE_CONTINUES: {"en": "continues", "zh": "继续", "ru": "продолжается"},
    PHASE_ENDS: {"en": "ends", "zh": "结束", "ru": "завершается"},
    PHASE_RESUMED: {"en": "resumed", "zh": "恢复", "ru": "возобновлено"},
    PHASE_SUSPENDED: {"en": "suspended", "zh": "中止", "ru": "приостановлено"},
    PLACE_KIND_BAY: {"en": "bay", "zh": "海湾", "ru": "залив"},
    PLACE_KIND_CITY: {"en": "city", "zh": "城市", "ru": "город"},
    PLACE_KIND_COUNTRY: {"en": "country", "zh": "国家", "ru": "страна"},
    PLACE_KIND_REGION: {"en": "region", "zh": "地区", "ru": "регион"},
    PLACE_KIND_SEA: {"en": "sea", "zh": "海域", "ru": "море"},
    PLACE_KIND_VENUE: {"en": "venue", "zh": "场所", "ru": "площадка"},
    POLARITY_NEGATIVE: {"en": "negative", "zh": "未参与", "ru": "не участвовал"},
    POLARITY_POSITIVE: {"en": "positive", "zh": "参与", "ru": "участвовал"},
    PRECISION_DAY: {"en": "day", "zh": "日", "ru": "день"},
    PRECISION_MONTH: {"en": "month", "zh": "月", "ru": "месяц"},
    PRECISION_NONE: {"en": "none", "zh": "无", "ru": "нет"},
    PRECISION_RANGE: {"en": "range", "zh": "区间", "ru": "интервал"},
    PRECISION_SEASON: {"en": "season", "zh": "季节", "ru": "время года"},
    PRECISION_YEAR: {"en": "year", "zh": "年", "ru": "год"},
    READING_SOMETIME_WITHIN: {"en": "sometime within", "zh": "时段内某时", "ru": "когда-то в пределах"},
    READING_THROUGHOUT: {"en": "throughout", "zh": "贯穿整个时段", "ru": "в течение всего"},
    REVIEW_ACCEPTED: {"en": "accepted", "zh": "已采纳", "ru": "принято"},
    REVIEW_AMENDED: {"en": "amended", "zh": "已修订", "ru": "исправлено"},
    REVIEW_CANDIDATE: {"en": "candidate", "zh": "待审", "ru": "кандидат"},
    REVIEW_REJECTED: {"en": "rejected", "zh": "已否决", "ru": "отклонено"},
    ROLE_AGENT: {"en": "agent", "zh": "施动方", "ru": "действующая сторона"},
    ROLE_ATTENDEE: {"en": "attendee", "zh": "出席者", "ru": "присутствующий"},
    ROLE_HOST: {"en": "host", "zh": "东道主", "ru": "принимающая сторона"},
    ROLE_PARTICIPANT: {"en": "participant", "zh": "参与方", "ru": "участник"},
    ROLE_SIGNATORY: {"en": "signatory", "zh": "签署方", "ru": "подписавшая сторона"},
    ROLE_TARGET: {"en": "target", "zh": "受动方", "ru": "объект действия"},
    ROLE_VISITOR: {"en": "visitor", "zh": "来访者", "ru": "гость"},
    SOURCING_ATTRIBUTED: {"en": "attributed", "zh": "转引", "ru": "со ссылкой"},
    SOURCING_OWN: {"en": "own", "zh": "自述", "ru": "собственное"},
    STATUS_ALLEGED: {"en": "alleged", "zh": "据称", "ru": "предположительно"},
    STATUS_CANCELLED: {"en": "cancelled", "zh": "已取消", "ru": "отменено"},
    STATUS_DENIED: {"en": "denied", "zh": "被否认", "ru": "отрицается"},
    STATUS_HYPOTHETICAL: {"en": "hypothetical", "zh": "假设", "ru": "гипотетически"},
    STATUS_OCCURRED: {"en": "occurred", "zh": "已发生", "ru": "состоялось"},
    STATUS_ONGOING: {"en": "ongoing", "zh": "进行中", "ru": "продолжается"},
    STATUS_PLANNED: {"en": "planned", "zh": "计划中", "ru": "запланировано"},
    VERDICT_ACCEPT: {"en": "accept", "zh": "采纳", "ru": "принять"},
    VERDICT_AMEND: {"en": "amend", "zh": "修订", "ru": "исправить"},
    VERDICT_REJECT: {"en": "reject", "zh": "否决", "ru": "отклонить"},
}

# Class of events -> its PLOVER class.
PLOVER: Final[Mapping[str, str]] = {
    AGREEMENT: "SUPPORT",
    AID: "AID",
    ARMED_ATTACK: "ASSAULT",
    CONDEMNATION: "ACCUSE",
    CONSULTATION: "CONSULT",
    COOPERATION: "COOPERATE",
    DEPLOYMENT: "MOBILIZE",
    JOINT_PATROL: "COOPERATE",
    MEETING: "CONSULT",
    MILITARY_COOPERATION: "COOPERATE",
    MILITARY_EXERCISE: "COOPERATE",
    PHONE_CALL: "CONSULT",
    SANCTION: "SANCTION",
    SUMMIT: "CONSULT",
    VISIT: "CONSULT",
}

# Class of events -> its CAMEO code when no detail is known.
CAMEO: Final[Mapping[str, str]] = {
    AGREEMENT: "057",
    AID: "070",
    ARMED_ATTACK: "190",
    CONDEMNATION: "111",
    CONSULTATION: "040",
    COOPERATION: "060",
    DEPLOYMENT: "154",
    JOINT_PATROL: "062",
    MEETING: "040",
    MILITARY_COOPERATION: "062",
    MILITARY_EXERCISE: "062",
    PHONE_CALL: "041",
    SANCTION: "163",
    SUMMIT: "040",
    VISIT: "042",
}
