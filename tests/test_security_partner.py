"""What care adds to contacts, and that a customer cannot be taken over by them.

Contacts are read by all employees and written by all of sales, so what they show of
care has groups of its own, and the account manager named on a contact, which opens
the care file, is guarded.
"""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method
from odoo.tests import tagged

from .common import AS_OF, OUTSIDERS, ROLES, KeqinCase
from .covers import covers

STAFF = tuple(role for role in ROLES if role != "contributor")
LEADS = ("sales_manager", "executive", "manager")

# field of a contact: the roles that may read it
READERS = {
    "keqin_tier": STAFF,
    "keqin_potential": STAFF,
    "keqin_scope": STAFF,
    "keqin_customer_ids": ROLES,
    "keqin_invalid_reason": STAFF,
    "keqin_invalid_by": STAFF,
}

# What a client may call of our models, and why it has to be public.
PUBLIC_METHODS = {
    "keqin.audience.mixin": {
        "create": "ORM; notes who chose the segment",
        "write": "ORM; notes who chose the segment",
    },
    "mailing.mailing": {
        "action_keqin_check": "button; who may write it; numbers and reasons",
        "action_put_in_queue": "Odoo's; not for an activity that is over",
    },
    "keqin.marketing.activity": {
        "action_cancel": "button; marketing and leads, until it is done",
        "action_count_customers": "button; who may write it; a number",
        "action_finish": "button; marketing and leads, running, with its result",
        "action_open_customers": "button; a list the reader may see",
        "action_open_mailings": "button; a list the reader may see",
        "action_open_publications": "button; a list the reader may see",
        "action_reopen": "button; marketing and leads, done or cancelled",
        "action_start": "button; marketing and leads, planned",
        "create": "ORM; by rights and rules; notes who chose the segment",
        "write": "ORM; by rights and rules; notes who chose the segment",
    },
    "keqin.marketing.calendar": {
        "action_open": "button; opens a record that checks the reader",
    },
    "keqin.publication": {
        "action_publish": "button; marketing, all required points ticked",
        "action_withdraw": "button; marketing, published only",
        "create": "ORM; by rights and rules; its points are added",
        "write": "ORM; by rights and rules; published text stays",
    },
    "keqin.publication.check": {
        "write": "ORM; by rights and rules; only the tick, unpublished",
    },
    "keqin.plan.idea": {
        "action_decline": "button; sales, who may write the plan",
        "action_take": "button; sales, who may write the plan",
        "create": "ORM; by rights and rules, while the plan is open",
        "write": "ORM; by rights and rules, while the plan is open",
    },
    "keqin.care.page": {
        "action_open_answers": "button; a list that obeys the rules",
        "action_preview": "button; who may write it; the route checks it again",
        "action_release": "button; who may write it; pages switched on for the company",
        "action_revoke": "button; who may write it, released only",
        "action_send": "button; as release; mails the link to its person",
        "write": "ORM; by rights and rules; its person stays, stamps by nobody",
    },
    "keqin.archive.answer": {
        "action_accept": "button; account manager or lead, once; writes as they may",
        "action_reject": "button; account manager or lead, once",
        "action_undo": "button; account manager or lead, rejected only",
        "write": "ORM; nobody: every field is closed",
    },
    "event.event": {
        "action_keqin_activities": "button; a list that obeys the rules",
        "action_keqin_close": "button; who may change events; over and evaluated",
        "action_keqin_opportunities": "button; a list that obeys the rules",
        "action_keqin_people": "button; a list that obeys the rules",
        "action_keqin_record": "button; who may change events; once per customer",
        "action_keqin_reopen": "button; who may change events",
        "action_set_done": "Odoo's; leaves customer events alone",
        "write": "ORM; what was evaluated stays",
    },
    "event.registration": {
        "create": "ORM; not to an evaluated event",
        "write": "ORM; what was evaluated stays, stamps answers",
    },
    "keqin.event.check": {
        "create": "ORM; not to an evaluated event",
        "write": "ORM; nothing of an evaluated event",
    },
    "keqin.event.cost": {
        "create": "ORM; not to an evaluated event",
        "write": "ORM; nothing of an evaluated event",
    },
    "keqin.event.introduction": {
        "create": "ORM; by rights and rules, told to both care files",
        "write": "ORM; stays with its customer",
    },
    "keqin.event.part.mixin": {
        "create": "ORM; not to an evaluated event",
        "write": "ORM; nothing of an evaluated event",
    },
    "keqin.event.invite": {
        "action_invite": "button; people the caller may see, once each",
    },
    "keqin.access.log": {"write": "ORM; refused to everybody"},
    "keqin.archive.entry.mixin": {
        "create": "ORM; by the rights of the model that uses it",
        "write": "ORM; by the rights of the model that uses it",
    },
    "keqin.pain.point": {
        "get_import_templates": "base_import; the file offered for import",
        "action_make_need": "button; who may write it and create needs",
        "create": "ORM; by rights and rules; stamps its section",
        "write": "stays with its customer",
    },
    "keqin.person.erase": {
        "action_apply": "button; who may write all files and cards of the person",
        "default_get": "ORM; the person it is opened from",
    },
    "keqin.sales.target": {
        "action_open_customers": "button; a list the reader may see",
    },
    "keqin.meeting": {
        "action_cancel": "button; leads, while planned, with a reason",
        "action_close": "button; leads, with nothing undecided",
        "action_gather": "button; who may write it, while planned",
        "action_open_event": "button; opens a record that checks the reader",
        "action_open_items": "button; a list the reader may see",
        "action_reopen": "button; executives and administrator, closed only",
        "action_start": "button; leads, while planned",
        "create": "ORM; leads; stamps are written by nobody",
        "write": "ORM; leads; what was held stays",
    },
    "keqin.meeting.item": {
        "action_carry": "button; leads, with a reason",
        "action_decide": "button; leads, in session",
        "action_done": "button; its owner or a lead, decided only",
        "action_drop": "button; leads, with a reason",
        "action_keep": "button; leads, in session",
        "action_open_follow_up": "button; opens a record that checks the reader",
        "action_open_source": "button; opens a record that checks the reader",
        "action_undecide": "button; leads, in session, nothing made of it",
        "action_undo": "button; its owner or a lead, done only",
        "create": "ORM; participants, until the meeting is closed",
        "write": "ORM; own topics until decided; decisions by leads",
    },
    "keqin.meeting.reason": {"action_apply": "button; as the step it asks for"},
    "keqin.decision": {
        "create": "ORM; executives; while its evaluation is open",
        "write": "ORM; executives; closed with its evaluation",
    },
    "keqin.indicator": {
        "action_open_facts": "button; an action whose list obeys the rules",
        "action_open_history": "button; an action whose list obeys the rules",
    },
    "keqin.evaluation": {
        "action_improve": "button; opens a form only",
        "action_close": "button; executives, once reviewed; asks for what is missing",
        "action_compute_figures": "button; leads and executives, in draft",
        "action_input": "button; leads and executives, in order",
        "action_open_history": "button; a list that obeys the rules",
        "action_open_lines": "button; a list that obeys the rules",
        "action_open_plans": "button; a list that obeys the rules",
        "action_plan_meeting": "button; opens a form only",
        "action_reopen": "button; executives, with a reason",
        "action_review": "button; leads and executives, in order",
        "action_close_appraisal": "button; executives, of others, in order",
        "action_go_on": "button; appraiser or executives, after a week",
        "action_hand_over": "button; appraiser or executives, in order",
        "action_read": "button; the employee alone, in order",
        "get_formview_id": "ORM; appraisals open in a form of their own",
        "create": "ORM; by rights and rules; stamps are written by nobody",
        "write": "ORM; by rights and rules, until it is closed",
    },
    "keqin.indicator.fact": {
        "action_open": "button; opens a record that checks the reader"
    },
    "keqin.indicator.value": {
        "action_open_facts": "button; an action whose list obeys the rules"
    },
    "keqin.friction.point": {
        "action_make_improvement": "button; leads and the tester, published only",
        "action_open_improvement": "button; opens a record that checks the reader",
        "create": "ORM; as the check, while it is open",
        "write": "ORM; as the check, while it is open; steps and links by nobody",
    },
    "keqin.milestone": {
        "get_import_templates": "base_import; the file offered for import",
        "write": "stays with its customer",
    },
    "keqin.mystery.check": {
        "action_done": "button; the tester or a lead of others, in order",
        "action_open_friction": "button; a list that obeys the rules",
        "action_publish": "button; leads of departments not tested, in order",
        "action_send_back": "button; as publish",
        "create": "ORM; by leads of departments not tested",
        "write": "ORM; planning by leads, findings by the tester, until published",
    },
    "keqin.mystery.part.mixin": {
        "create": "ORM; as the check, while it is open",
        "write": "ORM; as the check, while it is open",
    },
    "keqin.mystery.step": {
        "create": "ORM; as the check, while it is open",
        "write": "ORM; as the check, while it is open",
    },
    "keqin.spot.check": {
        "action_close": "button; leads, in order, when all is checked",
        "action_draw": "button; leads, drafts only",
        "action_open_files": "button; a list that obeys the rules",
        "write": "ORM; by leads; what it was drawn by stays",
    },
    "keqin.spot.check.file": {
        "action_rest_right": "button; its checker alone, while open",
        "write": "ORM; evidence by its checker alone, the checker by leads, while open",
    },
    "keqin.spot.check.line": {
        "action_right": "button; the checker of the file alone, while open",
        "action_save_wrong": "button; as right",
        "action_unknown": "button; as right",
        "action_wrong": "button; as right; opens a form only",
        "write": "ORM; the checker of the file alone, while open",
    },
    "keqin.strategy.change": {
        "action_close": "button; who may write it, in order, after its time",
        "action_compare": "button; who may write it, while in effect",
        "action_open_customers": "button; a list that obeys the rules",
        "action_start": "button; who may write it, drafts only",
        "create": "ORM; own customers; segments by leads",
        "write": "ORM; what it is about stays once in effect",
    },
    "keqin.strategy.change.line": {
        "action_open_after": "button; a list that obeys the rules",
        "action_open_before": "button; a list that obeys the rules",
    },
    "keqin.risk": {
        "action_use_strategy": "button; writes the strategy as the caller",
        "action_crisis": "button; owner, account manager or lead, while open",
        "action_dismiss": "button; leads, while open; opens the wizard only",
        "action_end_crisis": "button; leads, while open",
        "action_lost": "button; owner, account manager or lead; opens the wizard only",
        "action_open_recoveries": "button; an action whose list obeys the rules",
        "action_open_steps": "button; an action whose list obeys the rules",
        "action_plan_step": "button; while open; opens a form only",
        "action_raise_case": "button; while open; raised as the caller, once",
        "action_recovered": "button; as lost, from its stage; opens the wizard only",
        "action_reopen": "button; as lost, closed only; on a later day by leads",
        "action_snooze": "button; as lost, while open; opens the wizard only",
        "action_take": "button; who may write it; only what nobody owns",
        "action_wake": "button; as lost, while open",
        "create": "ORM; who sees the customer; stamps are written by nobody",
        "write": "ORM; what it is by owner, account manager and leads",
    },
    "keqin.risk.close": {"action_close": "button; as the step of the risk"},
    "keqin.suggestion": {
        "action_accept": "button; account manager, service owner or lead, in order",
        "action_dismiss": "button; as accept, with a reason",
        "action_open_result": "button; opens a record that checks the reader",
        "action_undo": "button; as accept, unless it is worked on",
        "write": "stays with its customer; everything else by nobody",
    },
    "keqin.suggestion.dismiss": {"action_dismiss": "button; as the step"},
    "keqin.risk.rule": {
        "create": "by rights and rules; a filter of what the writer may not read fails",
        "write": "by rights and rules; a filter of what the writer may not read fails",
        "action_open_risks": "button; a list the reader may see",
        "action_try": "button; lists customers the reader may see",
    },
    "keqin.voice.analysis": {
        "get_analysis": "screen; opinions the caller may read, or anonymous figures",
        "get_options": "screen; refused for who may read neither",
    },
    "rating.rating": {
        "create": "as in Odoo; a rating of a case is feedback, by rule",
        "write": "as in Odoo; a rating of a case is feedback, by rule",
    },
    "keqin.instant.feedback": {
        "action_open_invitations": "button; a list the reader may see",
    },
    "keqin.survey.invitation": {
        "write": "stays with its customer; everything else by nobody",
        "action_log_interview": "button; opens the wizard only",
        "action_open_answer": "button; the answer, for who reads surveys",
        "action_send_again": "button; who may write waves; not reached only",
        "action_withdraw": "button; who may write waves; not sent yet only",
        "action_note_reminder": "button; whoever may read the invitation, while open",
        "action_undo_reminder": "button; whoever may read the invitation, while open",
    },
    "keqin.feedback.theme": {
        "action_open_feedback": "button; opinions the caller may read",
    },
    "keqin.feedback": {
        "action_improve": "button; opens the wizard only",
        "action_remove_improvement": "button; as the measure may be written",
        "write": "stays with its customer; what was said is written by nobody",
    },
    "keqin.feedback.report": {
        "action_preview": "button; a page that checks the reader",
        "action_print": "button; a report that checks the reader",
    },
    "survey.survey": {"action_keqin_feedback": "button; a list the reader may see"},
    "survey.user_input": {"write": "ORM; refuses to move an answer"},
    "keqin.sla.replay": {"action_replay": "button; reads cases as the caller"},
    "discuss.channel": {
        "execute_command_case": "command in a chat; checks reading it, raising a case",
    },
    "keqin.case": {
        "action_improve": "button; opens the wizard only",
        "action_open_improvements": "button; an action whose list obeys the rules",
        "action_open_invitations": "button; a list the reader may see",
        "action_make_complex": "button; checks write access and the kind",
        "action_make_simple": "button; checks write access and the kind",
        "action_open_solutions": "button; an action whose list obeys the rules",
        "action_open_others": "button; an action whose list obeys the rules",
        "action_write_solution": "button; opens a form only",
        "get_pareto": "screen; counts of cases the caller may read",
        "get_pareto_options": "screen; refused for who may read no cases",
        "message_post": "as in Odoo; takes no rating, that is the link's",
        "rating_apply": "as in Odoo; the rating itself is written by the link alone",
        "action_agree": "button; service, in order; another date by leads only",
        "action_assign": "button; service; somebody of service, with a reason",
        "action_close": "button; service, in order; unconfirmed by leads only",
        "action_confirm": "button; service, in order",
        "action_decline": "button; service, in order, with a reason",
        "action_log_call": "button; service; opens the wizard only",
        "action_reopen": "button; service, in order, with a reason",
        "action_resolve": "button; service, in order, with a solution",
        "action_resume": "button; service, in order",
        "action_start": "button; service, in order",
        "action_take": "button; service; what nobody owns",
        "action_wait": "button; service, in order, with a reason",
        "action_withdraw": "button; service, in order, with a reason",
        "unlink": "what the customer wrote about stays",
        "action_open_tasks": "button; an action whose list obeys the rules",
        "action_route": "button; opens the wizard only",
        "action_accept_suggestion": "button; a customer is set with the user's rights",
        "message_new": "Odoo's gateway; with the rights of who calls it",
        "message_update": "Odoo's gateway; checks the right to write",
        "create": "fields written by the server are checked; followers by rule",
        "write": "fields written by the server are checked; followers by rule",
    },
    "keqin.case.cause": {"action_open_cases": "button; an action"},
    "keqin.case.agree": {"action_apply": "button; as `keqin.case.action_agree`"},
    "keqin.case.assign": {"action_apply": "button; as `keqin.case.action_assign`"},
    "keqin.case.call": {"action_apply": "button; service; the call of a case"},
    "keqin.case.reason": {"action_apply": "button; as the steps of `keqin.case`"},
    "keqin.case.resolve": {"action_apply": "button; as `keqin.case.action_resolve`"},
    "keqin.case.withdraw": {"action_apply": "button; as `keqin.case.action_withdraw`"},
    "keqin.case.route": {"action_route": "button; makes a task as the caller"},
    "keqin.case.route.step": {"action_done": "button; as the step of the task"},
    "keqin.case.task": {
        "action_accept": "button; the owner or a lead, in order",
        "action_answer": "button; the owner or a lead; a rejected one who asked",
        "action_cancel": "button; who asked or service, in order",
        "action_plan": "button; the owner or a lead, in order",
        "action_reject": "button; the owner or a lead, in order, with a reason",
        "action_reopen": "button; who asked or service, in order, with a reason",
        "action_transfer": "button; owner, who asked or service, with a reason",
        "create": "an open case; the case and its owner are told",
        "message_subscribe": "colleagues only; as Odoo's",
        "write": "the question by who asks, the answer by who owns, steps by nobody",
    },
    "keqin.idea": {
        "action_adopt": "button; a lead whose idea it is not, in order; wizard only",
        "action_assess": "button; a lead whose idea it is not, in order; wizard only",
        "action_reconsider": "button; a lead whose idea it is not, in order",
        "action_reject": "button; a lead whose idea it is not, in order; wizard only",
        "action_reward": "button; executives, once adopted; opens the wizard only",
        "create": "a lead is told",
        "write": "what was assessed is not reworded; steps by nobody",
    },
    "keqin.idea.assess": {"action_assess": "button; as the step of the idea"},
    "keqin.idea.decide": {"action_decide": "button; as the step of the idea"},
    "keqin.idea.reward": {"action_reward": "button; as the step of the idea"},
    "keqin.improvement": {
        "action_done": "button; the owner or a lead, in order, with a result",
        "action_drop": "button; the owner or a lead; a proposal who made it",
        "action_open_cases": "button; an action whose list obeys the rules",
        "action_open_feedback": "button; an action whose list obeys the rules",
        "action_open_notices": "button; an action whose list obeys the rules",
        "action_plan": "button; the owner or a lead, in order",
        "action_reopen": "button; leads, in order, with a reason",
        "action_start": "button; the owner or a lead, in order",
        "action_tell": "button; service, leads and executives; opens the wizard",
        "action_verify": "button; a lead who did not work on it; opens the wizard",
        "create": "the owner is told",
        "write": "what is agreed by leads, closed ones and steps by nobody",
    },
    "keqin.intelligence": {
        "action_publish": "button; marketing and administrator, in order",
        "action_withdraw": "button; marketing and administrator, in order",
        "create": "marketing is told; on customers the caller may read",
        "write": "drafts by who submitted them; steps and stamps by nobody",
    },
    "keqin.relationship.report": {
        "action_compute_figures": "button; the author, in draft",
        "action_read": "button; whom it was submitted to, and executives",
        "action_submit": "button; the author, in draft",
        "action_take_back": "button; the author, until it is read",
        "create": "ORM; authors for themselves; figures by nobody",
        "write": "ORM; drafts by the author, the remark by the reader",
    },
    "keqin.evaluation.line": {
        "action_open_facts": "button; records behind it as far as the caller may read",
        "create": "ORM; in draft only",
        "write": "ORM; figures by nobody, what is measured in draft only",
    },
    "keqin.evaluation.section": {
        "action_done": "button; who speaks for the department",
        "action_open": "button; opens a form that obeys the rules",
        "action_take_back": "button; who speaks for the department",
        "write": "ORM; who speaks for the department, until handed in",
    },
    "keqin.evaluation.close": {"action_close": "button; as the step, executives"},
    "keqin.evaluation.reopen": {"action_reopen": "button; as the step, executives"},
    "keqin.improvement.drop": {"action_apply": "button; as the steps of improvement"},
    "keqin.improvement.make": {"action_make": "button; links what the caller reads"},
    "keqin.improvement.notice": {"write": "stays with its customer; by nobody"},
    "keqin.improvement.tell": {"action_send": "button; who is told is found anew"},
    "keqin.improvement.verify": {
        "action_reopen": "button; as `keqin.improvement.action_reopen`",
        "action_verify": "button; a lead who did not work on it; figures found anew",
    },
    "keqin.ledger": {"action_open": "row; checks read access to the document"},
    "keqin.upcoming.need": {
        "action_open": "row; checks read access to what is behind it",
        "action_plan": "button; opens the wizard only",
    },
    "keqin.customer.invalid": {
        "action_apply": "wizard; for who may write the care files",
    },
    "keqin.person.invalid": {
        "action_apply": "wizard; for who may write the care files",
        "default_get": "the people chosen in the list",
    },
    "keqin.customer.lost": {"action_apply": "button; writes as the caller"},
    "keqin.survey.interview": {
        "action_apply": "button; for who may write the care file; all checked again",
    },
    "keqin.activity.opinion": {
        "create": "as the activity; done ones by their responsible or a lead",
        "write": "as the activity; done ones by their responsible or a lead",
        "unlink": "as the activity; done ones by their responsible or a lead",
    },
    "keqin.relationship.rating": {
        "create": "a rating in words is its number; never in another's name",
        "write": "past ones by leads only",
    },
    "keqin.customer": {
        "action_open_layers": "button; an action whose list obeys the rules",
        "action_open_notes": "button; an action whose list obeys the rules",
        "action_open_brand": "button; an action whose list obeys the rules",
        "get_import_templates": "base_import; the file offered for import",
        "action_open_events": "button; a list that obeys the rules",
        "action_share_page": "button; a list or form that obeys the rules",
        "action_open_intelligence": "button; an action whose list obeys the rules",
        "action_open_goals": "button; a list the reader may see",
        "action_open_proposals": "button; a list the reader may see",
        "action_open_benefits": "button; a list the reader may see",
        "action_open_cross_sell": "button; a list the reader may see",
        "action_open_found_leads": "button; opportunities the reader may see",
        "action_open_referrals": "button; a list the reader may see",
        "get_health": "screen; who may read what health is made of, and the customer",
        "action_verify": "button; who may write the file, with four eyes if wanted",
        "action_restore_valid": "button; who may write the file",
        "action_open_duplicates": "button; a list that obeys the rules",
        "action_open_sections": "button; a list that obeys the rules",
        "get_briefing": "screen; each part as far as the caller may read it",
        "action_open_briefing": "button; a screen that checks the reader",
        "get_people_map": "screen; for who reads the cards; talks the caller may read",
        "action_open_people_map": "button; a screen that checks the reader",
        "action_open_health": "button; a screen that checks the reader",
        "action_review_relationship": "button; opens the form only",
        "action_open_reviews": "button; an action whose list obeys the rules",
        "action_open_health_factor": "button; as get_health, then lists obey the rules",
        "action_open_occasions": "button; an action whose list obeys the rules",
        "action_archive": "button; refused unless `active` may be written",
        "action_unarchive": "button; refused unless `active` may be written",
        "action_log_contact": "button; opens the wizard only",
        "action_mark_lost": "button; opens the wizard only",
        "action_open_risks": "button; an action whose list obeys the rules",
        "action_open_suggestions": "button; an action whose list obeys the rules",
        "action_accept_lifecycle": "button; a stage that rules propose, as the caller",
        "action_open_customer_changes": "button; a list the reader may see",
        "action_log_interview": "button; opens the wizard only",
        "action_plan_activities": "button; opens the wizard only",
        "action_lock_grade": "button; opens the wizard only",
        "action_open_care": "button; an action whose list obeys the rules",
        "action_open_cases": "button; an action whose list obeys the rules",
        "action_open_needs": "button; an action whose list obeys the rules",
        "action_open_feedback": "button; an action whose list obeys the rules",
        "action_open_relationship": "button; an action whose list obeys the rules",
        "action_open_trend": "button; an action whose list obeys the rules",
        "action_open_ledger": "button; an action whose list obeys the rules",
        "action_open_changes": "button; an action whose list obeys the rules",
        "action_open_promises": "button; an action whose list obeys the rules",
        "action_open_factor": "click on a part of the grade; checks read access",
        "action_open_opportunities": "button; an action",
        "action_open_orders": "button; an action",
        "action_open_products": "button; an action",
        "action_keqin_plan": "button; checks the right to make a plan",
        "action_open_plans": "button; an action whose list obeys the rules",
        "action_release_grade": "button; checks the lead's right",
        "create": "care files are made by sales; groups of fields checked",
        "lock_grade": "contract for integrations; checks the lead's right",
        "write": "fields written by few are checked by `_has_field_access`",
    },
    "keqin.grading.policy": {
        "action_enroll": "button; checks write access to the policy",
        "action_run": "button; as `run`",
        "action_what_if": "button; creates the caller's own wizard",
        "run": "contract for integrations; checks write access to the policy",
    },
    "keqin.grading.run": {"action_open_changes": "button; an action"},
    "keqin.grade.lock": {"action_apply": "button; as `keqin.customer.lock_grade`"},
    "keqin.grading.what.if": {
        "action_apply": "button; writes the policy as the caller",
        "action_try": "button; reads the policy and customers as the caller",
    },
    "keqin.purchase.intent": {
        "get_import_templates": "base_import; the file offered for import",
        "create": "ORM; by rights and rules; stamps its section",
        "write": "a plan stays with its customer",
    },
    "keqin.desk": {
        "get_items": "screen; rows of records the caller may read",
        "get_options": "screen; chips and persons for the caller's role",
        "get_rows": "screen; rows of records the caller may read",
        "reassign": "writes the responsible as the caller",
        "snooze": "the caller's own rows",
        "wake": "the caller's own rows",
    },
    "keqin.handover": {
        "action_cancel": "button; leads only",
        "action_give": "button; who gives, or a lead",
        "action_take": "button; who takes over",
        "create": "leads only; from the account manager",
        "write": "persons by leads, steps by nobody",
    },
    "keqin.survey.wave": {
        "action_cancel": "button; who may write waves, before the first mail",
        "action_close": "button; who may write waves",
        "action_draft": "button; who may write waves",
        "action_launch": "button; who may write waves, with a fit questionnaire",
        "action_open_analysis": "button; figures of what the caller may read",
        "action_open_feedback": "button; opinions the caller may read",
        "action_open_invitations": "button; a list the reader may see",
        "action_open_left_out": "button; a list the reader may see",
        "action_open_unanswered": "button; a list the reader may see",
        "action_preview": "button; who may write waves; writes nothing but a list",
        "create": "a filter is read with the rights of who sets it",
        "write": "a filter as in create; whom a launched wave asks is settled",
    },
    "keqin.promise": {
        "action_acknowledge": "button; the owner or a lead",
        "action_break": "button; the owner or a lead, with a reason",
        "action_keep": "button; the owner or a lead",
        "action_release": "button; the owner or a lead, with a reason",
        "action_reopen": "button; the owner on the same day, or a lead",
        "create": "the owner is told",
        "write": "wording by leads once acknowledged, steps by nobody",
    },
    "keqin.promise.close": {"action_close": "button; as `keqin.promise.action_break`"},
    "keqin.recovery": {
        "action_corrected": "button; the owner or a lead; once nobody is unhappy",
        "action_not_recovered": "button; the owner or a lead, in order; opens a form",
        "action_open_steps": "button; an action whose list obeys the rules",
        "action_plan_step": "button; checks write access; opens a form only",
        "action_raise_case": "button; checks write access; makes a case as the caller",
        "action_recovered": "button; the owner or a lead, in order; opens a form",
        "action_reopen": "button; the owner or a lead, in order",
        "action_start": "button; the owner or a lead, in order",
        "action_take": "button; who may write it; what nobody owns",
        "write": "what was closed is corrected by leads, steps are written by nobody",
    },
    "keqin.recovery.close": {"action_close": "button; as `keqin.recovery`"},
    "keqin.industry.profile": {"action_open_customers": "button; an action"},
    "keqin.standard": {
        "action_new_version": "button; copies as the caller",
        "action_open_customers": "button; an action",
        "action_open_plans": "button; an action",
        "action_what_if": "button; creates the caller's own wizard",
        "copy_data": "two versions cannot count from the same day",
        "write": "what plans were made from stays as it was",
    },
    "keqin.standard.line": {
        "create": "what plans were made from stays as it was",
        "write": "what plans were made from stays as it was",
    },
    "keqin.standard.what.if": {
        "action_analyse": "button; an action whose rows obey the rules",
        "action_compute": "button; reads standards and customers as the caller",
        "action_open": "menu; creates the caller's own wizard",
        "action_open_uncovered": "button; an action",
    },
    "keqin.standard.what.if.row": {"action_open_customers": "button; an action"},
    "keqin.plan": {
        "action_add_idea": "button; a form; the idea checks who adds it",
        "action_advise": "button; service only, in order; writes advice only",
        "action_approve": "button; executives only, in order",
        "action_check_capacity": "button; checks write access, stores the table only",
        "action_decide": "button; opens the wizard only",
        "action_fill": "button; checks write access and that it can be changed",
        "action_finish": "button; leads and executives, in order",
        "action_open_advise": "button; opens the wizard only",
        "action_open_review": "button; opens the wizard only",
        "action_reject": "button; executives only, in order",
        "action_request_review": "button; checks write access, sales only, in order",
        "action_review": "contract; checks write access, sales only, in order",
        "action_revise": "button; checks write access, sales only, in order",
        "action_rework": "button; checks write access, sales only, in order",
        "action_start": "button; sales and executives, in order, on the day",
        "action_submit": "button; checks write access, sales only, in order",
        "copy": "links the lines to their standard, as the original",
        "create": "keeps what is known of the customer",
        "write": "what was submitted stays, and the customer",
    },
    "keqin.plan.line": {
        "create": "what was submitted stays; marketing adds its own lines only",
        "write": "what was submitted stays; marketing changes its own lines only",
    },
    "keqin.plan.part.mixin": {
        "create": "what was submitted stays",
        "write": "what was submitted stays",
    },
    "keqin.plan.objective": {
        "create": "what was submitted stays",
        "write": "what was submitted stays, but for progress",
    },
    "keqin.plan.advice": {
        "action_accept": "button; checks write access and that the plan is open",
        "action_decline": "button; checks write access and that the plan is open",
    },
    "keqin.plan.advise": {
        "action_advise": "button; as `keqin.plan.action_advise`",
        "action_no_objection": "button; as `keqin.plan.action_advise`",
    },
    "keqin.plan.campaign": {"action_add": "button; creates lines as the caller"},
    "keqin.plan.review": {"action_review": "button; as `keqin.plan.action_review`"},
    "keqin.plan.decide": {
        "action_approve": "button; as `keqin.plan.action_approve`",
        "action_reject": "button; as `keqin.plan.action_reject`",
    },
    "keqin.plan.make": {
        "action_make": "button; checks the right to make each plan",
        "default_get": "takes over the list as the caller reads it",
    },
    "keqin.strategy": {
        "action_approve": "button; executives only, in order",
        "action_close": "button; executives only, in order",
        "action_open_plans": "button; an action whose list obeys the rules",
        "action_open_unplanned": "button; an action whose list obeys the rules",
        "action_return": "button; executives only, in order",
        "action_submit": "button; planners only, in order",
        "action_take_key_customers": "button; checks write access, as the caller",
        "write": "what was submitted stays",
    },
    "keqin.activity": {
        "action_print_album": "button; a report of what the reader may read",
        "action_open_briefing": "button; a screen that checks the reader",
        "action_make_risk": "button; checks access; passes on what was noted",
        "action_open_found_risks": "button; a list the reader may see",
        "action_add_prospect": "button; a form, what is linked is checked there",
        "action_add_referral": "button; an action",
        "action_grant_benefit": "button; an action",
        "unlink": "by rights and rules; what follows for who was spoken with",
        "action_open_invitations": "button; a list the reader may see",
        "action_cancel": "button; checks the person in charge and the order",
        "action_compose": "button; an action",
        "action_done": "button; checks person, order, preparation and outcome",
        "action_invite": "button; checks write access",
        "action_list_attendees": "button; checks write access",
        "action_log": "button; opens the wizard, adds points as the caller",
        "action_make_case": "button; an action, or fixed values by who is in charge",
        "action_make_need": "button; an action, or fixed values by who is in charge",
        "action_missed": "button; checks the person in charge and the order",
        "action_open_cases": "button; an action whose list obeys the rules",
        "action_open_leads": "button; an action whose list obeys the rules",
        "action_open_needs": "button; an action whose list obeys the rules",
        "action_open_meeting": "button; an action",
        "action_reopen": "button; checks the person in charge and the order",
        "create": "fields written by the server are checked",
        "quick_log": "contract of the desk; as the caller, then as `action_done`",
        "write": "done facts, and fields written by the server, are checked",
    },
    "keqin.activity.attendee": {
        "unlink": "by rights and rules; who came was spoken with",
        "create": "whoever came is asked, by rule",
        "write": "a line stays with its activity; whoever came is asked, by rule",
    },
    "keqin.activity.bulk": {"action_apply": "button; creates as the caller"},
    "mail.blacklist": {
        "create": "ORM; who unsubscribed wants nothing from care, either",
        "write": "ORM; as above",
    },
    "mail.message": {"create": "as in Odoo; who wrote to us is noted, by rule"},
    "keqin.relationship.review": {
        "create": "who was reviewed follows the rules; facts are written by the server",
        "write": "refused: a review stays as it is",
        "action_open_plan": "button; a plan the caller may read",
    },
    "keqin.activity.check": {"write": "a point stays with its activity"},
    "keqin.activity.log": {"action_apply": "button; logs as the caller"},
    "keqin.activity.type": {"action_open_activities": "button; an action"},
    "calendar.event": {
        "action_keqin_briefing": "button; a screen that checks the reader",
        "unlink": "visits lose the time of a meeting that is gone",
        "write": "visits move with their meeting",
    },
    "crm.lead": {
        "create": "credits who found it, counts who referred it",
        "write": "guards who found it, counts who referred it",
    },
    "keqin.agreement": {
        "write": "signed terms are for leads; reminders follow",
        "action_activate": "button; checks write access, order and signature",
        "action_end": "button; checks write access and order, asks why",
        "action_open_previous": "button; opens what the reader may see",
        "action_open_successor": "button; opens what the reader may see",
        "action_open_talks": "button; a list the reader may see",
        "action_plan_talk": "button; checks write access and order",
        "action_renew": "button; checks write access and order, once",
        "action_reopen": "button; leads",
    },
    "keqin.agreement.end": {"action_end": "button; as the agreement's own"},
    "keqin.referral": {
        "write": "a record stays with its customer",
        "action_contact": "button; checks write access and order",
        "action_lose": "button; checks write access and order, asks why",
        "action_make_lead": "button; checks write access, fixed values, once",
        "action_make_partner": "button; checks write access, fixed values, once",
        "action_open_lead": "button; opens what the reader may see",
        "action_reopen": "button; checks write access and order",
        "action_win": "button; checks write access and order",
    },
    "keqin.referral.lose": {"action_lose": "button; as the referral's own"},
    "keqin.benefit": {
        "write": "a record stays with its customer",
        "action_use": "button; roles that serve the customer, for what they may read",
        "action_unuse": "button; checks write access",
    },
    "keqin.prospect.add": {
        "action_add": "button; staff, what is linked has to be theirs to see"
    },
    "keqin.cross.sell": {
        "action_make_lead": "button; checks the customer, fixed values, once"
    },
    "keqin.clock.source.mixin": {
        "create": "open cases are counted again",
        "unlink": "open cases are counted again",
        "write": "open cases are counted again",
    },
    "keqin.sla.policy": {
        "action_open_cases": "button; an action whose list obeys the rules",
        "create": "open cases are counted again",
        "write": "open cases are counted again",
    },
    "keqin.working.day": {
        "create": "open cases are counted again",
        "unlink": "open cases are counted again",
        "write": "open cases are counted again",
    },
    "resource.calendar": {"write": "open cases are counted again"},
    "resource.calendar.attendance": {
        "create": "open cases are counted again",
        "unlink": "open cases are counted again",
        "write": "open cases are counted again",
    },
    "resource.calendar.leaves": {
        "create": "open cases are counted again",
        "unlink": "open cases are counted again",
        "write": "open cases are counted again",
    },
    "keqin.worked.mixin": {
        "action_open_steps": "button; an action whose list obeys the rules",
        "action_plan_step": "button; checks write access; opens a form only",
        "action_raise_case": "button; checks write access; makes a case as the caller",
    },
    "keqin.customer.bound.mixin": {"write": "a record stays with its customer"},
    "keqin.working.day.import": {"action_import": "button; creates as the caller"},
    "keqin.brand.perception": {"write": "guarded: stays with its customer"},
    "keqin.layer.report": {"action_open": "button; a form that obeys the rules"},
    "keqin.change.log": {"action_open": "button; a form that obeys the rules"},
    "keqin.note": {"write": "guarded: stays with its customer"},
    "keqin.reported.contact": {"create": "puts it on the file, as what it says"},
    "keqin.resource.use": {
        "action_open": "button; a form that obeys the rules",
        "action_reassign": "button; a form, each record is checked there",
    },
    "keqin.resource.reassign": {"action_apply": "button; checks each record"},
    "keqin.archive.question": {
        "action_ask_again": "button; checks write access",
        "action_fill_in": "button; a form that obeys the rules",
        "action_skip": "button; checks write access",
        "write": "guarded: stays with its customer",
    },
    "keqin.contact.fact": {
        "action_asked": "button; needs write access",
        "action_unasked": "button; needs write access",
        "write": "guarded: stays with its person",
    },
    "keqin.contact": {
        "get_import_templates": "base_import; the file offered for import",
        "create": "projects the birthday of the new card",
        "action_erase": "button; checks write access to the card",
        "action_open_gifts": "button; an action whose list obeys the rules",
        "action_restore_valid": "button; for who may write card and care file",
        "write": "a card stays with its person and customer",
    },
    "keqin.gift": {
        "action_approve": "button; executives only, in order",
        "action_decline": "button; checks write access, in order",
        "action_draft": "button; checks write access, in order",
        "action_give": "button; checks write access, in order, and the caps again",
        "action_refuse": "button; executives only, opens the wizard",
        "action_submit": "button; checks write access, in order, and what is against",
        "action_take_suggestion": "button; writes as the caller",
        "create": "stamps the year of the occasion",
        "write": "what was decided stays, and the customer",
    },
    "keqin.gift.bulk": {
        "action_create": "button; plans gifts as the caller",
        "action_use_suggestions": "button; writes the caller's own window",
        "default_get": "takes over the list as the caller reads it",
    },
    "keqin.gift.decision": {"action_apply": "button; executives only"},
    "res.partner": {
        "action_keqin_customer": "button; searches files as the caller",
        "action_keqin_restore": "button; for who may write the care file",
        "unlink": "people of care by the administrator; the cards go with them",
        "write": "guards of the account manager and of the scope mark",
    },
    "res.company": {
        "create": "a new company gets its policy",
        "write": "the address of cases follows",
    },
    "res.config.settings": {"action_keqin_policy": "button; an action"},
    "keqin.occasion": {
        "action_open_activities": "button; an action whose list obeys the rules",
        "action_open_dates": "button; an action whose list obeys the rules",
        "action_plan": "button; checks write access to the occasion",
        "create": "empties what the kind has no use for, projects",
        "write": "an occasion stays whose it is",
    },
    "keqin.occasion.date": {
        "action_open_source": "button; an action",
    },
    "keqin.touch": {
        "action_apply": "button; searches and creates as the caller",
    },
    "keqin.need": {
        "action_accept": "button; the receiver only",
        "action_analyse": "button; checks write access and the order",
        "action_answer": "button; the receiver only, opens the wizard",
        "action_close": "button; checks write access, opens the wizard",
        "action_hand_over": "button; checks write access, opens the wizard",
        "action_make_case": "button; an action",
        "action_make_lead": "button; checks write access, fixed values, once",
        "action_note_answer": "button; checks write access and the order",
        "action_open_derived_cases": "button; an action whose list obeys the rules",
        "action_open_lead": "button; an action, or a name the maker may know",
        "action_reopen": "button; checks write access and the order",
        "message_post": "a comment is work on the need; rights as elsewhere",
        "write": "who works on a need moves its day",
    },
    "keqin.need.answer": {"action_apply": "button; the receiver only"},
    "keqin.need.close": {"action_apply": "button; as `keqin.need.action_close`"},
    "keqin.need.handover": {"action_apply": "button; as `action_hand_over`"},
    "keqin.solution": {
        "action_accept": "button; checks write access and the order",
        "action_decline": "button; checks write access, opens the wizard",
        "action_print": "button; an action, the report reads as the caller",
        "action_propose": "button; checks write access, order and content",
        "action_revise": "button; checks write access and the order",
        "action_send": "button; checks write access; opens the composer",
        "create": "the case has a customer; documents are the caller's to read",
        "write": "what was proposed stays, and what it was written for",
    },
    "keqin.solution.decline": {
        "action_apply": "button; as `keqin.solution.action_decline`",
    },
    "keqin.proposal": {
        "action_accept": "button; checks write access and the order",
        "action_negotiate": "button; checks write access and the order; a form only",
        "action_new_version": "button; write access and order; copies as the caller",
        "action_open_negotiations": "button; an action whose list obeys the rules",
        "action_print": "button; an action, the report reads as the caller",
        "action_reject": "button; checks write access, opens the wizard",
        "action_sent": "button; checks write access, order and content",
        "write": "what was sent stays as it was",
    },
    "keqin.archive.item": {
        "action_open_missing": "button; an action, rules of the file",
        "create": "ORM; administrator; care files are counted again",
        "unlink": "ORM; administrator; care files are counted again",
        "write": "ORM; administrator; care files are counted again",
    },
    "keqin.archive.quality": {"action_open": "button; an action, rules of the file"},
    "keqin.customer.fact": {"action_open": "button; an action, rules of the document"},
    "keqin.proposal.advice": {"write": "advice stays with its proposal"},
    "keqin.proposal.reject": {"action_apply": "button; as `action_reject`"},
    "keqin.goal": {
        "action_drop": "button; checks write access and the order",
        "action_missed": "button; checks write access and the order",
        "action_reached": "button; checks write access and the order",
        "action_reopen": "button; checks write access and the order",
        "create": "stamps the day of the value",
        "write": "stamps the day of the value",
    },
    "keqin.feed.link": {
        "action_new": "button; the link of the caller",
        "action_withdraw": "button; the link of the caller",
    },
}


class PartnerSecurityCase(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.file = cls.make_customer("Rival's", user=cls.rival)
        cls.make_order(cls.file.partner_id, 100)
        cls.policy.run(AS_OF)
        cls.partner = cls.file.partner_id
        cls.partner.keqin_scope = False  # in care by the rule, not by a mark

    def as_user(self, record, name):
        return record.with_user(self.users[name])


@covers("R180", "R182")
class TestPartnerFields(PartnerSecurityCase):
    def test_who_reads_what(self):
        self.assertEqual(self.partner.keqin_tier, "A")
        for name in (*ROLES, *OUTSIDERS):
            partner = self.as_user(self.partner, name)
            if name in ("portal", "public"):
                partner = self.users[name].partner_id.with_user(self.users[name])
            for field, readers in READERS.items():
                ways = self.ways_to_read(partner, field)
                for way, attempt in ways.items():
                    with self.subTest(user=name, field=field, way=way):
                        self.assertAllowed(name in readers, attempt)

    def ways_to_read(self, partner, field):
        ways = {
            "read": lambda: partner.read([field]),
            "search": lambda: [partner.search([(field, "!=", False)], limit=1)],
            "fields_get": lambda: partner.fields_get([field]),
        }
        if partner._fields[field].store and field != "keqin_customer_ids":
            ways["group"] = lambda: partner._read_group([], [field])
        return ways

    def test_user_record_opens_no_way_around(self):
        """Users are contacts too, and portal users read their own."""
        for name in ("employee", "portal"):
            user = self.users[name]
            for field in READERS:
                with self.subTest(user=name, field=field):
                    self.assertRefused(user.with_user(user).read, [field])

    def test_contact_and_settings_open_for_everybody(self):
        """Our additions to Odoo's own screens are left out, not in the way."""
        for name in (*ROLES, "employee"):
            with self.subTest(user=name):
                Partner = self.as_user(self.env["res.partner"], name)
                views = Partner.get_views([(False, "form"), (False, "list")])
                arch = views["views"]["form"]["arch"] + views["views"]["list"]["arch"]
                self.assertEqual(name in STAFF, "keqin_tier" in arch)
        system = self.make_user(login="keqin_system", groups="base.group_system")
        settings = self.env["res.config.settings"].with_user(system).create({})
        settings.execute()

    def test_grade_on_the_contact_is_computed_only(self):
        values = {"keqin_tier": "A", "keqin_potential": "high"}
        for name in ("sales", *LEADS):
            Partner = self.as_user(self.env["res.partner"], name)
            for field, value in values.items():
                with self.subTest(user=name, field=field):
                    vals = {field: value}
                    self.assertRefused(Partner.create, {"name": "New", **vals})
                    for record in (self.partner, self.file):
                        self.assertRefused(self.as_user(record, name).write, vals)

    def test_ways_out_of_care_are_for_leads(self):
        """Archived, a contact takes its file along; Never does so at the enrolment."""
        for name in ("sales", "service", *LEADS):
            for vals in ({"keqin_scope": "never"}, {"active": False}):
                partner = self.as_user(self.partner, name)
                with self.subTest(user=name, vals=vals):
                    self.assertAllowed(name in LEADS, partner.write, vals)
        prospect = self.as_user(self.make_partner("Prospect"), "sales")
        prospect.active = False


@covers("R181", "R191", "R197")
class TestAccountManager(PartnerSecurityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # in practice a salesperson also keeps contacts, which opens merging them
        cls.users["sales"].group_ids += cls.env.ref("base.group_partner_manager")

    def test_leads_assign_customers(self):
        for name in ROLES:
            for user in (self.users[name], self.env["res.users"]):
                partner = self.as_user(self.partner, name)
                with self.subTest(user=name, to=user.login):
                    self.assertAllowed(
                        name in LEADS, partner.write, {"user_id": user.id}
                    )

    def test_salesperson_takes_over_no_customer(self):
        """Every way to become the account manager that we know of is closed."""
        sales = self.users["sales"]
        mine = self.make_partner("Mine", user_id=sales.id, email="a@example.com")
        unowned = self.person("Nobody's")
        self.make_customer(partner=unowned)
        prospect = self.make_partner("Rival's prospect", user_id=self.rival.id)
        archived = self.make_customer("Archived", user=self.rival)
        archived.active = False
        take = {"user_id": sales.id}
        env = self.env["keqin.customer"].with_user(sales).env
        Partner, Customer = env["res.partner"], env["keqin.customer"]
        ways = {
            "contact": lambda: Partner.browse(self.partner.id).write(take),
            "unowned contact": lambda: Partner.browse(unowned.id).write(take),
            "parent": lambda: Partner.browse(mine.id).write(
                {"child_ids": [(1, self.partner.id, take)]}
            ),
            "own company as parent": lambda: Partner.browse(unowned.id).write(
                {"parent_id": mine.id}
            ),
            "import": lambda: self.import_owner(Partner, self.partner, sales),
            "care file": lambda: Customer.browse(self.file.id).write(take),
            "care file of an archived customer": lambda: Partner.browse(
                archived.partner_id.id
            ).write(take),
            "new care file": lambda: Customer.create({"partner_id": prospect.id}),
            "new care file with owner": lambda: Customer.create(
                {"partner_id": prospect.id, **take}
            ),
            "merge": lambda: self.merge(env, mine, self.partner),
        }
        with patch.object(self.env.transaction, "default_env", env):  # as from a client
            for way, attempt in ways.items():
                with self.subTest(way=way):
                    self.assertRefused(attempt)
        self.assertFalse(Customer.search([]))

    def person(self, name):
        return self.make_partner(name, is_company=False, email="a@example.com")

    def import_owner(self, Partner, partner, user):
        result = Partner.load([".id", "user_id/.id"], [[partner.id, user.id]])
        messages = [message["message"] for message in result["messages"]]
        if any("account manager" in message for message in messages):
            raise AccessError(messages[0])

    def merge(self, env, mine, other):
        other.email = mine.email
        Wizard = env["base.partner.merge.automatic.wizard"]
        values = {"partner_ids": (mine + other).ids, "dst_partner_id": mine.id}
        Wizard.create(values).action_merge()

    @covers("R190")
    def test_change_of_account_manager_is_logged(self):
        partner = self.as_user(self.partner, "sales_manager")
        self.env.cr.precommit.clear()  # a record is not tracked while it is being made
        partner.with_context(tracking_disable=False).user_id = self.users["sales"]
        self.env.cr.flush()
        message = self.partner.message_ids.sorted("id")[-1]
        value = message.sudo().tracking_value_ids
        self.assertEqual(value.field_id.name, "user_id")
        self.assertEqual(value.old_value_integer, self.rival.id)
        self.assertEqual(value.new_value_integer, self.users["sales"].id)
        self.assertEqual(message.author_id, self.users["sales_manager"].partner_id)

    def test_leads_merge(self):
        """The guard on merging is in nobody's way who may assign customers."""
        lead = self.users["executive"]
        mine = self.make_partner("Mine", user_id=lead.id, email="a@example.com")
        self.merge(self.env["res.partner"].with_user(lead).env, mine, self.partner)
        self.assertEqual(self.file.partner_id, mine)

    def test_contact_without_care_stays_free(self):
        """The guard is about customers in care, not about every contact."""
        partner = self.make_partner("Prospect")
        self.as_user(partner, "sales").user_id = self.users["sales"]
        self.assertEqual(partner.user_id, self.users["sales"])
        self.as_user(self.env["keqin.customer"], "sales").create(
            {"partner_id": partner.id}
        )

    def test_contact_in_care_is_not_deleted(self):
        for name in ("executive", "manager"):
            with self.subTest(user=name):
                self.assertRefused(
                    self.as_user(self.partner, name).unlink, error=UserError
                )


@covers("R180", "R191")
@tagged("post_install", "-at_install")
class TestPublicMethods(KeqinCase):
    """Every method without an underscore is called by whoever can log in."""

    def test_public_methods_are_meant_to_be(self):
        self.maxDiff = None
        found = {name: self.public_methods(self.env[name]) for name in self.env}
        self.assertEqual(
            {name: methods for name, methods in found.items() if methods},
            {name: set(reasons) for name, reasons in PUBLIC_METHODS.items()},
        )

    def public_methods(self, model):
        names = {
            name
            for cls in type(model).mro()
            if cls.__module__.startswith("odoo.addons.keqin_addon")
            for name, member in vars(cls).items()
            if callable(member) and not name.startswith("_")
        }
        return {name for name in names if self.is_callable(model, name)}

    def is_callable(self, model, name):
        try:
            return bool(get_public_method(model, name))
        except AccessError:
            return False


class TestStoredCompany(KeqinCase):
    """A stored copy of the customer's company decides who sees a record."""

    def test_nobody_moves_a_record_to_another_company(self):
        for name in self.env.registry:
            field = self.env[name]._fields.get("company_id")
            ours = name.startswith("keqin.") and field and field.related
            if not (ours and field.store):
                continue
            for role, user in self.users.items():
                with self.subTest(model=name, role=role):
                    Model = self.env[name].with_user(user)
                    allowed = Model._has_field_access(
                        Model._fields["company_id"], "write"
                    )
                    self.assertFalse(allowed and Model.has_access("write"))
