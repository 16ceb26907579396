"""The guards of the portal, each with the few words to change so that it guards no more, and the test that must see it.

`old` stands exactly once in `file`; a test of the suite holds this list to the code.
"""

from typing import NamedTuple


class Fault(NamedTuple):
    """One guard taken away: in `file`, `old` becomes `new`; `test` (a pytest address) must then fail."""

    guard: str
    file: str
    old: str
    new: str
    test: str


FAULTS = (
    Fault(
        "Un dossier ne s’ouvre qu’à ceux qu’il regarde",
        "projects/models/project.py",
        "return self.filter(readable_by(user))",
        "return self.all()",
        "ofqj_portal/dashboard/tests/test_access_matrix.py",
    ),
    Fault(
        "L’enveloppe est verrouillée pendant qu’on accorde",
        "projects/services/ledger.py",
        "if envelope.left.amount < amount.amount:",
        "if False:",
        "projects/tests/services/test_decision.py::test_awarding_more_than_the_envelope_holds_changes_nothing",
    ),
    Fault(
        "Deux décideurs ne décident pas en même temps",
        "projects/services/ledger.py",
        "return Envelope.objects.select_for_update().get(",
        "return Envelope.objects.get(",
        "projects/tests/services/test_concurrency.py::test_fifty_awards_at_once_never_overrun_the_envelope",
    ),
    Fault(
        "Deux sections qui répondent ensemble se lisent l’une l’autre",
        "projects/services/decision.py",
        "    project = lock(project)\n    decision = _share_to_decide",
        "    decision = _share_to_decide",
        "projects/tests/services/test_concurrency.py::"
        "test_two_sections_that_answer_at_once_give_the_dossier_its_whole_answer",
    ),
    Fault(
        "La base tient les totaux d’une enveloppe",
        "projects/migrations/0004_ledger_keeps_totals.py",
        "SET committed_amount = committed_amount + committed_delta,",
        "SET committed_amount = committed_amount,",
        "projects/tests/models/test_ledger.py::test_each_row_moves_the_totals_of_its_envelope",
    ),
    Fault(
        "La base refuse une écriture dans une autre devise",
        "projects/migrations/0004_ledger_keeps_totals.py",
        "WHERE id = NEW.envelope_id AND currency = NEW.currency;",
        "WHERE id = NEW.envelope_id;",
        "projects/tests/models/test_ledger.py::test_a_row_in_another_currency_is_refused",
    ),
    Fault(
        "Un montant tapé n’est jamais multiplié",
        "ofqj_portal/core/shores.py",
        'amount = Decimal(_SPACES.sub("", text).replace(",", "."))',
        'amount = Decimal(_SPACES.sub("", text).replace(",", ""))',
        "ofqj_portal/core/tests/test_shores.py::test_an_amount_is_read_as_both_shores_write_it",
    ),
    Fault(
        "Aucun centime ne se perd dans un partage",
        "ofqj_portal/core/money.py",
        "Money((base + (place < rest)) * CENT, self.currency)",
        "Money(base * CENT, self.currency)",
        "ofqj_portal/core/tests/test_money.py::test_the_parts_of_an_amount_add_up_to_it_and_differ_by_a_cent_at_most",
    ),
    Fault(
        "Euros et dollars ne s’additionnent jamais",
        "ofqj_portal/core/money.py",
        "if other.currency != self.currency:",
        "if False:",
        "ofqj_portal/core/tests/test_money.py::test_euros_and_dollars_never_meet",
    ),
    Fault(
        "Un geste fait deux fois sur un dossier n’agit qu’une fois",
        "projects/views/acts.py",
        "            if claim_once(form.once_token):",
        "            if True:",
        "ofqj_portal/dashboard/tests/test_access_forms.py::"
        "test_no_form_takes_a_strangers_id_or_field_nor_mails_a_stranger_nor_acts_twice",
    ),
    Fault(
        "Un dossier déposé garde l’échéancier de son dépôt",
        "projects/queries/terms.py",
        "    if not kept:",
        "    if True:",
        "projects/tests/views/test_call_schedule.py::test_a_filed_dossier_keeps_the_schedule_of_its_filing",
    ),
    Fault(
        "Personne ne décide de ce que sa structure dépose",
        "projects/services/decision.py",
        "    if is_tied(by, project):",
        "    if False:",
        "projects/tests/services/test_decision.py::test_nobody_decides_what_their_structure_files",
    ),
    Fault(
        "Un formulaire envoyé deux fois n’agit qu’une fois",
        "ofqj_portal/core/once.py",
        "return cursor.rowcount == 1",
        "return True",
        "ofqj_portal/core/tests/test_once.py::test_twenty_posts_at_once_give_one_row",
    ),
    Fault(
        "Le travail d’un travailleur perdu est repris (bail)",
        "ofqj_portal/core/models/job.py",
        " | Q(state=JobState.RUNNING, lease_until__lt=now)",
        "",
        "ofqj_portal/core/tests/test_jobs.py::test_a_job_that_lost_its_worker_is_taken_over_and_the_first_worker_cannot_end_it",
    ),
    Fault(
        "Un travail et sa fin s’écrivent ensemble",
        "ofqj_portal/core/job_runs.py",
        "with transaction.atomic() if handler.atomic else nullcontext():",
        "with nullcontext():",
        "ofqj_portal/core/tests/test_jobs.py::test_a_failure_undoes_its_effect_is_tried_again_and_given_up",
    ),
    Fault(
        "Un courriel ne part qu’une fois, et pas s’il est retiré",
        "ofqj_portal/core/background.py",
        'filter(pk=job.args["mail"], state=MailState.QUEUED).first()',
        'filter(pk=job.args["mail"]).first()',
        "ofqj_portal/core/tests/test_outbox.py::test_a_mail_leaves_once",
    ),
    Fault(
        "Un lien expire",
        "ofqj_portal/core/links.py",
        "    if link.expires_at <= calendar.real_now():",
        "    if False:",
        "ofqj_portal/core/tests/test_links.py::test_a_link_expires",
    ),
    Fault(
        "Les essais de connexion sont limités",
        "ofqj_portal/settings/integrations/sign_in.py",
        '"login_failed": "10/m/ip,5/5m/key,20/h/key"',
        '"login_failed": "1000/m/ip"',
        "ofqj_portal/accounts/tests/test_sign_in.py::test_the_sixth_try_in_five_minutes_is_refused",
    ),
    Fault(
        "Un rôle sensible donne son second facteur",
        "ofqj_portal/accounts/middleware.py",
        "if not settings.SECOND_FACTOR_REQUIRED or request.resolver_match.view_name in STILL_OPEN:",
        "if True:",
        "ofqj_portal/accounts/tests/test_second_factor.py::test_an_officer_without_second_factor_can_only_install_it",
    ),
    Fault(
        "Un PDF ne va chercher aucune adresse",
        "ofqj_portal/core/pdf.py",
        'return OwnFilesFetcher(allowed_protocols=("paper",), allow_redirects=False)',
        "return URLFetcher()",
        "ofqj_portal/core/tests/test_pdf.py::test_whatever_a_text_holds_no_address_is_fetched_and_no_file_read",
    ),
    Fault(
        "Ce que les gens écrivent ne devient jamais du HTML",
        "ofqj_portal/core/jinja.py",
        '{**options, "undefined": jinja2.StrictUndefined}',
        '{**options, "undefined": jinja2.StrictUndefined, "autoescape": False}',
        "ofqj_portal/core/tests/test_jinja.py::test_what_people_wrote_is_escaped",
    ),
    Fault(
        "Aucune cellule exportée n’est une formule",
        "ofqj_portal/core/spreadsheets.py",
        '        return "\'" + text[: MAX_TEXT - 1]',
        "        return text",
        "ofqj_portal/core/tests/test_spreadsheets.py::test_no_text_is_ever_a_live_formula",
    ),
    Fault(
        "Aucune cellule que la base copie n’est une formule",
        "ofqj_portal/core/copied_rows.py",
        "CASE WHEN t ~ {formula} THEN '''' || left(t, {most} - 1)",
        "CASE WHEN t ~ {formula} THEN left(t, {most} - 1)",
        "ofqj_portal/core/tests/test_copied_rows.py::test_copied_texts_are_the_harmless_ones_of_every_other_file",
    ),
    Fault(
        "Un fichier déposé est retenu jusqu’à son contrôle",
        "ofqj_portal/core/quarantine.py",
        "        return FileState.QUARANTINED\n    return FileState.UNSCANNED",
        "        return FileState.CLEAN\n    return FileState.UNSCANNED",
        "ofqj_portal/core/tests/test_quarantine.py::test_a_file_is_held_until_it_was_read_then_served_as_an_attachment",
    ),
    Fault(
        "Un petit effectif ne se retrouve pas par soustraction",
        "ofqj_portal/core/small_cells.py",
        "if not _is_safe(cell, cells, hidden | unseen, unseen, grid)), None)",
        "if False), None)",
        "ofqj_portal/core/tests/test_small_cells.py::test_every_hidden_count_keeps_two_possible_values",
    ),
    Fault(
        "Ce que la base cite reste hors des traces",
        "ofqj_portal/settings/integrations/logging.py",
        "            hide_in_line,\n",
        "",
        "ofqj_portal/settings/tests/test_logging.py::test_what_a_mail_server_and_the_database_quote_is_left_out",
    ),
    Fault(
        "Les pages ne se laissent pas encadrer",
        "ofqj_portal/settings/integrations/security.py",
        '        "frame-ancestors": [NONE],\n',
        "",
        "ofqj_portal/core/tests/test_headers.py::test_every_answer_carries_the_protective_headers",
    ),
    Fault(
        "Un formulaire coupé en route n’est pas un formulaire plus court",
        "ofqj_portal/wsgi.py",
        "application = WholeBodies(pages)",
        "application = pages",
        "projects/tests/views/test_cut_lines.py",
    ),
    Fault(
        "Un effacement est rejoué après une restauration",
        "ofqj_portal/core/tombstones.py",
        "    for name in sorted(names):",
        "    for name in []:",
        "participants/tests/services/test_erasure.py::test_a_restored_backup_is_erased_again_by_the_marks",
    ),
    Fault(
        "La limite suit qui demande, pas le mandataire",
        "ofqj_portal/settings/production.py",
        'ALLAUTH_TRUSTED_PROXY_COUNT = env.int("OFQJ_PROXY_COUNT", default=1)',
        "ALLAUTH_TRUSTED_PROXY_COUNT = 0",
        "ofqj_portal/settings/tests/test_production.py::"
        "test_limits_count_who_asks_and_neither_the_proxy_nor_what_she_says_of_herself",
    ),
)
