"""The first shape of the record: a table for every entity, the change log, and what belongs to the laptop alone.

A migration is a fossil: it imports nothing of ours, and it is never edited once a version with it was released.
"""

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """
CREATE TABLE audit (
    no INTEGER NOT NULL,
    at TEXT NOT NULL,
    author TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (no),
    UNIQUE (hash)
)
 STRICT
    """,
    """
CREATE TABLE benefit_standard (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    region TEXT,
    kind TEXT,
    grade TEXT,
    amount INTEGER,
    since TEXT,
    until TEXT,
    basis TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_benefit_standard_region CHECK (length("region") <= 60),
    CONSTRAINT ck_benefit_standard_kind CHECK ("kind" IN ('death', 'disability', 'complication')),
    CONSTRAINT ck_benefit_standard_grade CHECK (length("grade") <= 10),
    CONSTRAINT ck_benefit_standard_amount CHECK ("amount" BETWEEN 0 AND 1000000000000),
    CONSTRAINT ck_benefit_standard_since CHECK (length("since") BETWEEN 10 AND 10),
    CONSTRAINT ck_benefit_standard_until CHECK (length("until") BETWEEN 10 AND 10),
    CONSTRAINT ck_benefit_standard_basis CHECK (length("basis") <= 1000),
    CONSTRAINT ck_benefit_standard_voided CHECK (voided IN (0, 1)),
    UNIQUE (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_benefit_standard_org ON benefit_standard (org, id)
    """,
    """
CREATE TABLE centre (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    name TEXT,
    kind TEXT,
    grade TEXT,
    address TEXT,
    area INTEGER,
    haves TEXT,
    build_mode TEXT,
    application TEXT,
    opened_on TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_centre_name CHECK (length("name") <= 100),
    CONSTRAINT ck_centre_kind CHECK (length("kind") <= 40),
    CONSTRAINT ck_centre_grade CHECK (length("grade") <= 40),
    CONSTRAINT ck_centre_address CHECK (length("address") <= 200),
    CONSTRAINT ck_centre_area CHECK ("area" BETWEEN 0 AND 100000),
    CONSTRAINT ck_centre_haves CHECK (length("haves") <= 4000),
    CONSTRAINT ck_centre_build_mode CHECK ("build_mode" IN ('joint', 'own')),
    CONSTRAINT ck_centre_application CHECK (length("application") <= 200),
    CONSTRAINT ck_centre_opened_on CHECK (length("opened_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_centre_voided CHECK (voided IN (0, 1)),
    UNIQUE (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_centre_org ON centre (org, id)
    """,
    """
CREATE TABLE change (
    no INTEGER NOT NULL,
    hash TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    org TEXT NOT NULL,
    station_id TEXT NOT NULL,
    record_type TEXT NOT NULL,
    record_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    header TEXT NOT NULL,
    payload TEXT NOT NULL,
    payload_digest TEXT NOT NULL,
    PRIMARY KEY (no),
    UNIQUE (hash)
)
 STRICT
    """,
    """
CREATE INDEX ix_change_group ON change (group_id)
    """,
    """
CREATE INDEX ix_change_person ON change (substr(json_extract(header, '$.author'), 1, 80), substr(json_extract(header, '$.attest.key'), 1, 80)) WHERE header LIKE '%"attest":{%'
    """,
    """
CREATE INDEX ix_change_purge ON change (no) WHERE header LIKE '%"kind":"purge"%'
    """,
    """
CREATE INDEX ix_change_record ON change (record_id)
    """,
    """
CREATE INDEX ix_change_session ON change (substr(json_extract(header, '$.session_id'), 1, 80)) WHERE header LIKE '%"attest":{%'
    """,
    """
CREATE TABLE command (
    no INTEGER NOT NULL,
    group_id TEXT NOT NULL,
    said TEXT NOT NULL,
    at TEXT NOT NULL,
    author TEXT NOT NULL,
    undoes TEXT NOT NULL,
    undone_by TEXT NOT NULL,
    PRIMARY KEY (no),
    UNIQUE (group_id)
)
 STRICT
    """,
    """
CREATE TABLE contact_person (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    name TEXT,
    unit TEXT,
    post TEXT,
    level TEXT,
    phone TEXT,
    phone_since TEXT,
    kind TEXT,
    active INTEGER,
    left_on TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_contact_person_name CHECK (length("name") <= 50),
    CONSTRAINT ck_contact_person_unit CHECK (length("unit") <= 100),
    CONSTRAINT ck_contact_person_post CHECK (length("post") <= 60),
    CONSTRAINT ck_contact_person_level CHECK ("level" IN ('township', 'village', 'county', 'other')),
    CONSTRAINT ck_contact_person_phone CHECK (length("phone") <= 60),
    CONSTRAINT ck_contact_person_phone_since CHECK (length("phone_since") BETWEEN 10 AND 10),
    CONSTRAINT ck_contact_person_kind CHECK (length("kind") <= 200),
    CONSTRAINT ck_contact_person_active CHECK ("active" IN (0, 1)),
    CONSTRAINT ck_contact_person_left_on CHECK (length("left_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_contact_person_voided CHECK (voided IN (0, 1)),
    UNIQUE (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_contact_person_org ON contact_person (org, id)
    """,
    """
CREATE TABLE county_stream (
    org TEXT NOT NULL,
    county_id TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (org)
)
 STRICT
    """,
    """
CREATE TABLE doctor_team (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    name TEXT,
    leader TEXT,
    doctor TEXT,
    phone TEXT,
    institution TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_doctor_team_name CHECK (length("name") <= 100),
    CONSTRAINT ck_doctor_team_leader CHECK (length("leader") <= 50),
    CONSTRAINT ck_doctor_team_doctor CHECK (length("doctor") <= 50),
    CONSTRAINT ck_doctor_team_phone CHECK (length("phone") <= 60),
    CONSTRAINT ck_doctor_team_institution CHECK (length("institution") <= 100),
    CONSTRAINT ck_doctor_team_voided CHECK (voided IN (0, 1)),
    UNIQUE (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_doctor_team_org ON doctor_team (org, id)
    """,
    """
CREATE TABLE draft (
    "key" TEXT NOT NULL,
    content TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    PRIMARY KEY ("key")
)
 STRICT
    """,
    """
CREATE TABLE explanation (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    subject_type TEXT,
    subject_id TEXT,
    check_code TEXT,
    sentence TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_explanation_subject_type CHECK (length("subject_type") <= 40),
    CONSTRAINT ck_explanation_subject_id CHECK (length("subject_id") <= 40),
    CONSTRAINT ck_explanation_check_code CHECK (length("check_code") <= 60),
    CONSTRAINT ck_explanation_sentence CHECK (length("sentence") <= 1000),
    CONSTRAINT ck_explanation_voided CHECK (voided IN (0, 1)),
    UNIQUE (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_explanation_org ON explanation (org, id)
    """,
    """
CREATE TABLE field_head (
    record_id TEXT NOT NULL,
    record_type TEXT NOT NULL,
    field TEXT NOT NULL,
    change_hash TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (record_id, field, change_hash)
)
 STRICT
    """,
    """
CREATE TABLE held (
    hash TEXT NOT NULL,
    org TEXT NOT NULL,
    station_id TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    line TEXT NOT NULL,
    package_id TEXT NOT NULL,
    PRIMARY KEY (hash)
)
 STRICT
    """,
    """
CREATE INDEX ix_held_before ON held (org, prev_hash)
    """,
    """
CREATE TABLE hospital (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    name TEXT,
    level TEXT,
    grade TEXT,
    liaison TEXT,
    phone TEXT,
    services TEXT,
    sign_board INTEGER,
    checked_on TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_hospital_name CHECK (length("name") <= 100),
    CONSTRAINT ck_hospital_level CHECK ("level" IN ('province', 'city', 'county', 'township')),
    CONSTRAINT ck_hospital_grade CHECK (length("grade") <= 20),
    CONSTRAINT ck_hospital_liaison CHECK (length("liaison") <= 50),
    CONSTRAINT ck_hospital_phone CHECK (length("phone") <= 60),
    CONSTRAINT ck_hospital_services CHECK (length("services") <= 4000),
    CONSTRAINT ck_hospital_sign_board CHECK ("sign_board" IN (0, 1)),
    CONSTRAINT ck_hospital_checked_on CHECK (length("checked_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_hospital_voided CHECK (voided IN (0, 1)),
    UNIQUE (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_hospital_org ON hospital (org, id)
    """,
    """
CREATE TABLE import_batch (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    file_name TEXT,
    file_sha256 TEXT,
    sheet TEXT,
    mapping TEXT,
    created INTEGER,
    changed INTEGER,
    same INTEGER,
    skipped INTEGER,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_import_batch_file_name CHECK (length("file_name") <= 200),
    CONSTRAINT ck_import_batch_file_sha256 CHECK (length("file_sha256") <= 64),
    CONSTRAINT ck_import_batch_sheet CHECK (length("sheet") <= 100),
    CONSTRAINT ck_import_batch_mapping CHECK (length("mapping") <= 8000),
    CONSTRAINT ck_import_batch_created CHECK ("created" BETWEEN 0 AND 9007199254740992),
    CONSTRAINT ck_import_batch_changed CHECK ("changed" BETWEEN 0 AND 9007199254740992),
    CONSTRAINT ck_import_batch_same CHECK ("same" BETWEEN 0 AND 9007199254740992),
    CONSTRAINT ck_import_batch_skipped CHECK ("skipped" BETWEEN 0 AND 9007199254740992),
    CONSTRAINT ck_import_batch_voided CHECK (voided IN (0, 1)),
    UNIQUE (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_import_batch_org ON import_batch (org, id)
    """,
    """
CREATE TABLE incoming_package (
    no INTEGER NOT NULL,
    package_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    file_name TEXT NOT NULL,
    org TEXT NOT NULL,
    station_id TEXT NOT NULL,
    package_no INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    result TEXT NOT NULL,
    seen_no INTEGER NOT NULL,
    seen_hash TEXT NOT NULL,
    need_full INTEGER NOT NULL,
    PRIMARY KEY (no),
    UNIQUE (package_id)
)
 STRICT
    """,
    """
CREATE INDEX ix_incoming_package_sha256 ON incoming_package (sha256)
    """,
    """
CREATE TABLE ledger (
    org TEXT NOT NULL,
    ledger_no INTEGER NOT NULL,
    change_hash TEXT NOT NULL,
    rejected TEXT NOT NULL,
    entry_hash TEXT NOT NULL,
    package_id TEXT NOT NULL,
    PRIMARY KEY (org, ledger_no),
    UNIQUE (change_hash, org, rejected)
)
 STRICT
    """,
    """
CREATE INDEX ix_ledger_rejected ON ledger (change_hash) WHERE rejected <> ''
    """,
    """
CREATE TABLE local_profile (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    base TEXT,
    title TEXT,
    text TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_local_profile_base CHECK (length("base") <= 60),
    CONSTRAINT ck_local_profile_title CHECK (length("title") <= 100),
    CONSTRAINT ck_local_profile_text CHECK (length("text") <= 60000),
    CONSTRAINT ck_local_profile_voided CHECK (voided IN (0, 1)),
    UNIQUE (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_local_profile_org ON local_profile (org, id)
    """,
    """
CREATE TABLE news_item (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    title TEXT,
    "on" TEXT,
    outlet TEXT,
    summary TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_news_item_title CHECK (length("title") <= 200),
    CONSTRAINT ck_news_item_on CHECK (length("on") BETWEEN 10 AND 10),
    CONSTRAINT ck_news_item_outlet CHECK (length("outlet") <= 100),
    CONSTRAINT ck_news_item_summary CHECK (length("summary") <= 1000),
    CONSTRAINT ck_news_item_voided CHECK (voided IN (0, 1)),
    UNIQUE (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_news_item_org ON news_item (org, id)
    """,
    """
CREATE TABLE org_unit (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    code TEXT,
    name TEXT,
    level TEXT,
    level_label TEXT,
    parent_code TEXT,
    legacy_code TEXT,
    route_order INTEGER,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_org_unit_code CHECK (length("code") <= 12),
    CONSTRAINT ck_org_unit_name CHECK (length("name") <= 100),
    CONSTRAINT ck_org_unit_level CHECK ("level" IN ('province', 'city', 'county', 'township', 'village', 'group')),
    CONSTRAINT ck_org_unit_level_label CHECK (length("level_label") <= 20),
    CONSTRAINT ck_org_unit_parent_code CHECK (length("parent_code") <= 12),
    CONSTRAINT ck_org_unit_legacy_code CHECK (length("legacy_code") <= 15),
    CONSTRAINT ck_org_unit_route_order CHECK ("route_order" BETWEEN 0 AND 100000),
    CONSTRAINT ck_org_unit_voided CHECK (voided IN (0, 1)),
    UNIQUE (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_org_unit_org ON org_unit (org, id)
    """,
    """
CREATE TABLE outgoing_package (
    package_no INTEGER NOT NULL,
    package_id TEXT NOT NULL,
    made_at TEXT NOT NULL,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    changes INTEGER NOT NULL,
    head_hash TEXT NOT NULL,
    state TEXT NOT NULL,
    counts TEXT NOT NULL,
    seen_no INTEGER NOT NULL,
    seen_hash TEXT NOT NULL,
    attachments TEXT DEFAULT '[]' NOT NULL,
    PRIMARY KEY (package_no),
    UNIQUE (package_id)
)
 STRICT
    """,
    """
CREATE TABLE partner (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    name TEXT,
    kind TEXT,
    contact TEXT,
    phone TEXT,
    services TEXT,
    since TEXT,
    until TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_partner_name CHECK (length("name") <= 100),
    CONSTRAINT ck_partner_kind CHECK (length("kind") <= 200),
    CONSTRAINT ck_partner_contact CHECK (length("contact") <= 50),
    CONSTRAINT ck_partner_phone CHECK (length("phone") <= 60),
    CONSTRAINT ck_partner_services CHECK (length("services") <= 200),
    CONSTRAINT ck_partner_since CHECK (length("since") BETWEEN 10 AND 10),
    CONSTRAINT ck_partner_until CHECK (length("until") BETWEEN 10 AND 10),
    CONSTRAINT ck_partner_voided CHECK (voided IN (0, 1)),
    UNIQUE (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_partner_org ON partner (org, id)
    """,
    """
CREATE TABLE policy (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    product TEXT,
    insurer TEXT,
    policy_no TEXT,
    since TEXT,
    until TEXT,
    premium INTEGER,
    payer TEXT,
    per_day INTEGER,
    day_limit INTEGER,
    stay_limit INTEGER,
    waiting_days INTEGER,
    hospital_rule TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_policy_product CHECK (length("product") <= 60),
    CONSTRAINT ck_policy_insurer CHECK (length("insurer") <= 100),
    CONSTRAINT ck_policy_policy_no CHECK (length("policy_no") <= 60),
    CONSTRAINT ck_policy_since CHECK (length("since") BETWEEN 10 AND 10),
    CONSTRAINT ck_policy_until CHECK (length("until") BETWEEN 10 AND 10),
    CONSTRAINT ck_policy_premium CHECK ("premium" BETWEEN 0 AND 1000000000000),
    CONSTRAINT ck_policy_payer CHECK (length("payer") <= 60),
    CONSTRAINT ck_policy_per_day CHECK ("per_day" BETWEEN 0 AND 1000000000000),
    CONSTRAINT ck_policy_day_limit CHECK ("day_limit" BETWEEN 0 AND 366),
    CONSTRAINT ck_policy_stay_limit CHECK ("stay_limit" BETWEEN 0 AND 366),
    CONSTRAINT ck_policy_waiting_days CHECK ("waiting_days" BETWEEN 0 AND 366),
    CONSTRAINT ck_policy_hospital_rule CHECK (length("hospital_rule") <= 100),
    CONSTRAINT ck_policy_voided CHECK (voided IN (0, 1)),
    UNIQUE (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_policy_org ON policy (org, id)
    """,
    """
CREATE TABLE purged (
    record_id TEXT NOT NULL,
    record_type TEXT NOT NULL,
    org TEXT NOT NULL,
    purge TEXT NOT NULL,
    spared INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    changes INTEGER NOT NULL,
    unsent INTEGER NOT NULL,
    PRIMARY KEY (record_id),
    CONSTRAINT ck_purged_spared CHECK (spared IN (0, 1))
)
 STRICT
    """,
    """
CREATE TABLE refused (
    hash TEXT NOT NULL,
    org TEXT NOT NULL,
    record_id TEXT NOT NULL,
    header TEXT NOT NULL,
    payload TEXT NOT NULL,
    payload_digest TEXT NOT NULL,
    package_id TEXT NOT NULL,
    PRIMARY KEY (hash, org)
)
 STRICT
    """,
    """
CREATE INDEX ix_refused_record ON refused (record_id)
    """,
    """
CREATE INDEX ix_refused_session ON refused (substr(json_extract(header, '$.session_id'), 1, 80)) WHERE header LIKE '%"attest":{%'
    """,
    """
CREATE TABLE return_package (
    package_no INTEGER NOT NULL,
    package_id TEXT NOT NULL,
    made_at TEXT NOT NULL,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    org TEXT NOT NULL,
    station_id TEXT NOT NULL,
    in_reply_to TEXT NOT NULL,
    base_no INTEGER NOT NULL,
    head_no INTEGER NOT NULL,
    PRIMARY KEY (package_no),
    UNIQUE (package_id)
)
 STRICT
    """,
    """
CREATE TABLE setting (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name)
)
 STRICT
    """,
    """
CREATE TABLE target_check (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    target TEXT,
    "on" TEXT,
    state TEXT,
    note TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_target_check_target CHECK (length("target") <= 60),
    CONSTRAINT ck_target_check_on CHECK (length("on") BETWEEN 10 AND 10),
    CONSTRAINT ck_target_check_state CHECK ("state" IN ('met', 'going', 'behind')),
    CONSTRAINT ck_target_check_note CHECK (length("note") <= 1000),
    CONSTRAINT ck_target_check_voided CHECK (voided IN (0, 1)),
    UNIQUE (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_target_check_org ON target_check (org, id)
    """,
    """
CREATE TABLE training (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    topic TEXT,
    "on" TEXT,
    organiser TEXT,
    audience TEXT,
    headcount INTEGER,
    village_staff INTEGER,
    duty TEXT,
    note TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_training_topic CHECK (length("topic") <= 100),
    CONSTRAINT ck_training_on CHECK (length("on") BETWEEN 10 AND 10),
    CONSTRAINT ck_training_organiser CHECK (length("organiser") <= 100),
    CONSTRAINT ck_training_audience CHECK (length("audience") <= 4000),
    CONSTRAINT ck_training_headcount CHECK ("headcount" BETWEEN 0 AND 100000),
    CONSTRAINT ck_training_village_staff CHECK ("village_staff" BETWEEN 0 AND 100000),
    CONSTRAINT ck_training_duty CHECK (length("duty") <= 60),
    CONSTRAINT ck_training_note CHECK (length("note") <= 1000),
    CONSTRAINT ck_training_voided CHECK (voided IN (0, 1)),
    UNIQUE (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_training_org ON training (org, id)
    """,
    """
CREATE TABLE transfer (
    change_hash TEXT NOT NULL,
    kind TEXT NOT NULL,
    record_type TEXT NOT NULL,
    record_id TEXT NOT NULL,
    org_from TEXT NOT NULL,
    org_to TEXT NOT NULL,
    answers TEXT NOT NULL,
    group_id TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (change_hash)
)
 STRICT
    """,
    """
CREATE INDEX ix_transfer_record ON transfer (record_id)
    """,
    """
CREATE TABLE worker (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    name TEXT,
    role TEXT,
    post TEXT,
    phone TEXT,
    since TEXT,
    until TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_worker_name CHECK (length("name") <= 50),
    CONSTRAINT ck_worker_role CHECK ("role" IN ('operator', 'reviewer', 'admin', 'auditor', 'county')),
    CONSTRAINT ck_worker_post CHECK (length("post") <= 60),
    CONSTRAINT ck_worker_phone CHECK (length("phone") <= 60),
    CONSTRAINT ck_worker_since CHECK (length("since") BETWEEN 10 AND 10),
    CONSTRAINT ck_worker_until CHECK (length("until") BETWEEN 10 AND 10),
    CONSTRAINT ck_worker_voided CHECK (voided IN (0, 1)),
    UNIQUE (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_worker_org ON worker (org, id)
    """,
    """
CREATE TABLE activity (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    name TEXT,
    kind TEXT,
    "on" TEXT,
    place TEXT,
    centre_id TEXT,
    organiser TEXT,
    headcount INTEGER,
    summary TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_activity_name CHECK (length("name") <= 100),
    CONSTRAINT ck_activity_kind CHECK (length("kind") <= 200),
    CONSTRAINT ck_activity_on CHECK (length("on") BETWEEN 10 AND 10),
    CONSTRAINT ck_activity_place CHECK (length("place") <= 100),
    CONSTRAINT ck_activity_centre_id CHECK (length("centre_id") <= 200),
    CONSTRAINT ck_activity_organiser CHECK (length("organiser") <= 100),
    CONSTRAINT ck_activity_headcount CHECK ("headcount" BETWEEN 0 AND 100000),
    CONSTRAINT ck_activity_summary CHECK (length("summary") <= 1000),
    CONSTRAINT ck_activity_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(centre_id) REFERENCES centre (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_activity_centre_id ON activity (centre_id)
    """,
    """
CREATE INDEX ix_activity_org ON activity (org, id)
    """,
    """
CREATE TABLE family (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    case_no TEXT,
    case_no_final INTEGER,
    case_type TEXT,
    other_types TEXT,
    status TEXT,
    status_on TEXT,
    status_reason TEXT,
    opened_on TEXT,
    village_id TEXT,
    group_name TEXT,
    route_order TEXT,
    hukou_addr TEXT,
    live_addr TEXT,
    lives_elsewhere INTEGER,
    living_mode TEXT,
    hardship TEXT,
    risk_level TEXT,
    risk_reason TEXT,
    risk_since TEXT,
    econ TEXT,
    income_source TEXT,
    housing_safety TEXT,
    contact_preference TEXT,
    contact_hours TEXT,
    phone TEXT,
    reviewed_on TEXT,
    remark TEXT,
    roster_row TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_family_case_no CHECK (length("case_no") <= 40),
    CONSTRAINT ck_family_case_no_final CHECK ("case_no_final" IN (0, 1)),
    CONSTRAINT ck_family_case_type CHECK ("case_type" IN ('death', 'disability', 'complication')),
    CONSTRAINT ck_family_other_types CHECK (length("other_types") <= 4000),
    CONSTRAINT ck_family_status CHECK ("status" IN ('active', 'moved_out', 'exited', 'closed_deceased')),
    CONSTRAINT ck_family_status_on CHECK (length("status_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_family_status_reason CHECK (length("status_reason") <= 200),
    CONSTRAINT ck_family_opened_on CHECK (length("opened_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_family_village_id CHECK (length("village_id") <= 200),
    CONSTRAINT ck_family_group_name CHECK (length("group_name") <= 40),
    CONSTRAINT ck_family_route_order CHECK (length("route_order") <= 20),
    CONSTRAINT ck_family_hukou_addr CHECK (length("hukou_addr") <= 200),
    CONSTRAINT ck_family_live_addr CHECK (length("live_addr") <= 200),
    CONSTRAINT ck_family_lives_elsewhere CHECK ("lives_elsewhere" IN (0, 1)),
    CONSTRAINT ck_family_living_mode CHECK (length("living_mode") <= 200),
    CONSTRAINT ck_family_hardship CHECK (length("hardship") <= 4000),
    CONSTRAINT ck_family_risk_level CHECK ("risk_level" IN ('normal', 'focus', 'high')),
    CONSTRAINT ck_family_risk_reason CHECK (length("risk_reason") <= 200),
    CONSTRAINT ck_family_risk_since CHECK (length("risk_since") BETWEEN 10 AND 10),
    CONSTRAINT ck_family_econ CHECK (length("econ") <= 200),
    CONSTRAINT ck_family_income_source CHECK (length("income_source") <= 200),
    CONSTRAINT ck_family_housing_safety CHECK ("housing_safety" IN ('good', 'hazard', 'fixed')),
    CONSTRAINT ck_family_contact_preference CHECK ("contact_preference" IN ('home', 'phone', 'quiet')),
    CONSTRAINT ck_family_contact_hours CHECK (length("contact_hours") <= 60),
    CONSTRAINT ck_family_phone CHECK (length("phone") <= 60),
    CONSTRAINT ck_family_reviewed_on CHECK (length("reviewed_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_family_remark CHECK (length("remark") <= 1000),
    CONSTRAINT ck_family_roster_row CHECK (length("roster_row") <= 120),
    CONSTRAINT ck_family_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(village_id) REFERENCES org_unit (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_family_case_no ON family (case_no)
    """,
    """
CREATE INDEX ix_family_org ON family (org, id)
    """,
    """
CREATE INDEX ix_family_village_id ON family (village_id)
    """,
    """
CREATE TABLE assignment (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    family_id TEXT,
    contact_id TEXT,
    post_kind TEXT,
    since TEXT,
    until TEXT,
    handover_from TEXT,
    family_informed_on TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_assignment_family_id CHECK (length("family_id") <= 200),
    CONSTRAINT ck_assignment_contact_id CHECK (length("contact_id") <= 200),
    CONSTRAINT ck_assignment_post_kind CHECK ("post_kind" IN ('township', 'village', 'county', 'extra')),
    CONSTRAINT ck_assignment_since CHECK (length("since") BETWEEN 10 AND 10),
    CONSTRAINT ck_assignment_until CHECK (length("until") BETWEEN 10 AND 10),
    CONSTRAINT ck_assignment_handover_from CHECK (length("handover_from") <= 200),
    CONSTRAINT ck_assignment_family_informed_on CHECK (length("family_informed_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_assignment_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(family_id) REFERENCES family (id),
    FOREIGN KEY(contact_id) REFERENCES contact_person (id),
    FOREIGN KEY(handover_from) REFERENCES assignment (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_assignment_contact_id ON assignment (contact_id)
    """,
    """
CREATE INDEX ix_assignment_family_id ON assignment (family_id)
    """,
    """
CREATE INDEX ix_assignment_handover_from ON assignment (handover_from)
    """,
    """
CREATE INDEX ix_assignment_org ON assignment (org, id)
    """,
    """
CREATE TABLE attachment (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    family_id TEXT,
    subject_type TEXT,
    subject_id TEXT,
    kind TEXT,
    tags TEXT,
    "on" TEXT,
    media_type TEXT,
    sha256 TEXT,
    size INTEGER,
    caption TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_attachment_family_id CHECK (length("family_id") <= 200),
    CONSTRAINT ck_attachment_subject_type CHECK (length("subject_type") <= 40),
    CONSTRAINT ck_attachment_subject_id CHECK (length("subject_id") <= 40),
    CONSTRAINT ck_attachment_kind CHECK (length("kind") <= 200),
    CONSTRAINT ck_attachment_tags CHECK (length("tags") <= 4000),
    CONSTRAINT ck_attachment_on CHECK (length("on") BETWEEN 10 AND 10),
    CONSTRAINT ck_attachment_media_type CHECK (length("media_type") <= 60),
    CONSTRAINT ck_attachment_sha256 CHECK (length("sha256") <= 64),
    CONSTRAINT ck_attachment_size CHECK ("size" BETWEEN 0 AND 20971520),
    CONSTRAINT ck_attachment_caption CHECK (length("caption") <= 200),
    CONSTRAINT ck_attachment_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(family_id) REFERENCES family (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_attachment_family_id ON attachment (family_id)
    """,
    """
CREATE INDEX ix_attachment_org ON attachment (org, id)
    """,
    """
CREATE TABLE contact_card (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    family_id TEXT,
    card_no TEXT,
    issued_on TEXT,
    signer TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_contact_card_family_id CHECK (length("family_id") <= 200),
    CONSTRAINT ck_contact_card_card_no CHECK (length("card_no") <= 40),
    CONSTRAINT ck_contact_card_issued_on CHECK (length("issued_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_contact_card_signer CHECK (length("signer") <= 50),
    CONSTRAINT ck_contact_card_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(family_id) REFERENCES family (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_contact_card_family_id ON contact_card (family_id)
    """,
    """
CREATE INDEX ix_contact_card_org ON contact_card (org, id)
    """,
    """
CREATE TABLE duty_waiver (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    family_id TEXT,
    duty_key TEXT,
    reason TEXT,
    "on" TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_duty_waiver_family_id CHECK (length("family_id") <= 200),
    CONSTRAINT ck_duty_waiver_duty_key CHECK (length("duty_key") <= 120),
    CONSTRAINT ck_duty_waiver_reason CHECK (length("reason") <= 200),
    CONSTRAINT ck_duty_waiver_on CHECK (length("on") BETWEEN 10 AND 10),
    CONSTRAINT ck_duty_waiver_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(family_id) REFERENCES family (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_duty_waiver_family_id ON duty_waiver (family_id)
    """,
    """
CREATE INDEX ix_duty_waiver_org ON duty_waiver (org, id)
    """,
    """
CREATE TABLE need_survey (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    family_id TEXT,
    "on" TEXT,
    persons TEXT,
    first TEXT,
    second TEXT,
    third TEXT,
    asked_by TEXT,
    note TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_need_survey_family_id CHECK (length("family_id") <= 200),
    CONSTRAINT ck_need_survey_on CHECK (length("on") BETWEEN 10 AND 10),
    CONSTRAINT ck_need_survey_persons CHECK (length("persons") <= 4000),
    CONSTRAINT ck_need_survey_first CHECK (length("first") <= 4000),
    CONSTRAINT ck_need_survey_second CHECK (length("second") <= 4000),
    CONSTRAINT ck_need_survey_third CHECK (length("third") <= 4000),
    CONSTRAINT ck_need_survey_asked_by CHECK (length("asked_by") <= 50),
    CONSTRAINT ck_need_survey_note CHECK (length("note") <= 1000),
    CONSTRAINT ck_need_survey_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(family_id) REFERENCES family (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_need_survey_family_id ON need_survey (family_id)
    """,
    """
CREATE INDEX ix_need_survey_org ON need_survey (org, id)
    """,
    """
CREATE TABLE person (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    family_id TEXT,
    relation TEXT,
    is_head INTEGER,
    name TEXT,
    id_type TEXT,
    id_no TEXT,
    id_reason TEXT,
    sex TEXT,
    birth_date TEXT,
    lunar_birthday TEXT,
    ethnic TEXT,
    marital TEXT,
    marital_since TEXT,
    education TEXT,
    employment TEXT,
    retired INTEGER,
    health TEXT,
    self_care TEXT,
    mental_state TEXT,
    mental_since TEXT,
    chronic TEXT,
    phone TEXT,
    backup_phone TEXT,
    hukou_kind TEXT,
    med_insurance TEXT,
    pension TEXT,
    bank_account TEXT,
    alive INTEGER,
    death_date TEXT,
    away_since TEXT,
    away_until TEXT,
    institution_since TEXT,
    institution_until TEXT,
    proxy_name TEXT,
    proxy_relation TEXT,
    proxy_phone TEXT,
    proxy_on TEXT,
    is_target INTEGER,
    registered_on TEXT,
    roster_row TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_person_family_id CHECK (length("family_id") <= 200),
    CONSTRAINT ck_person_relation CHECK (length("relation") <= 200),
    CONSTRAINT ck_person_is_head CHECK ("is_head" IN (0, 1)),
    CONSTRAINT ck_person_name CHECK (length("name") <= 50),
    CONSTRAINT ck_person_id_type CHECK (length("id_type") <= 200),
    CONSTRAINT ck_person_id_no CHECK (length("id_no") <= 40),
    CONSTRAINT ck_person_id_reason CHECK (length("id_reason") <= 200),
    CONSTRAINT ck_person_sex CHECK ("sex" IN ('0', '1', '2', '9')),
    CONSTRAINT ck_person_birth_date CHECK (length("birth_date") BETWEEN 4 AND 10),
    CONSTRAINT ck_person_lunar_birthday CHECK (length("lunar_birthday") <= 6),
    CONSTRAINT ck_person_ethnic CHECK (length("ethnic") <= 200),
    CONSTRAINT ck_person_marital CHECK (length("marital") <= 200),
    CONSTRAINT ck_person_marital_since CHECK (length("marital_since") BETWEEN 4 AND 10),
    CONSTRAINT ck_person_education CHECK (length("education") <= 200),
    CONSTRAINT ck_person_employment CHECK (length("employment") <= 200),
    CONSTRAINT ck_person_retired CHECK ("retired" IN (0, 1)),
    CONSTRAINT ck_person_health CHECK (length("health") <= 200),
    CONSTRAINT ck_person_self_care CHECK ("self_care" IN ('able', 'partial', 'unable')),
    CONSTRAINT ck_person_mental_state CHECK ("mental_state" IN ('calm', 'low', 'attention', 'intervene')),
    CONSTRAINT ck_person_mental_since CHECK (length("mental_since") BETWEEN 10 AND 10),
    CONSTRAINT ck_person_chronic CHECK (length("chronic") <= 4000),
    CONSTRAINT ck_person_phone CHECK (length("phone") <= 60),
    CONSTRAINT ck_person_backup_phone CHECK (length("backup_phone") <= 60),
    CONSTRAINT ck_person_hukou_kind CHECK (length("hukou_kind") <= 200),
    CONSTRAINT ck_person_med_insurance CHECK (length("med_insurance") <= 60),
    CONSTRAINT ck_person_pension CHECK (length("pension") <= 60),
    CONSTRAINT ck_person_bank_account CHECK (length("bank_account") <= 40),
    CONSTRAINT ck_person_alive CHECK ("alive" IN (0, 1)),
    CONSTRAINT ck_person_death_date CHECK (length("death_date") BETWEEN 4 AND 10),
    CONSTRAINT ck_person_away_since CHECK (length("away_since") BETWEEN 10 AND 10),
    CONSTRAINT ck_person_away_until CHECK (length("away_until") BETWEEN 10 AND 10),
    CONSTRAINT ck_person_institution_since CHECK (length("institution_since") BETWEEN 10 AND 10),
    CONSTRAINT ck_person_institution_until CHECK (length("institution_until") BETWEEN 10 AND 10),
    CONSTRAINT ck_person_proxy_name CHECK (length("proxy_name") <= 50),
    CONSTRAINT ck_person_proxy_relation CHECK (length("proxy_relation") <= 40),
    CONSTRAINT ck_person_proxy_phone CHECK (length("proxy_phone") <= 60),
    CONSTRAINT ck_person_proxy_on CHECK (length("proxy_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_person_is_target CHECK ("is_target" IN (0, 1)),
    CONSTRAINT ck_person_registered_on CHECK (length("registered_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_person_roster_row CHECK (length("roster_row") <= 120),
    CONSTRAINT ck_person_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(family_id) REFERENCES family (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_person_family_id ON person (family_id)
    """,
    """
CREATE INDEX ix_person_id_no ON person (id_no)
    """,
    """
CREATE INDEX ix_person_org ON person (org, id)
    """,
    """
CREATE TABLE printed_form (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    family_id TEXT,
    form TEXT,
    serial TEXT,
    template TEXT,
    printed_on TEXT,
    prints INTEGER,
    state TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_printed_form_family_id CHECK (length("family_id") <= 200),
    CONSTRAINT ck_printed_form_form CHECK (length("form") <= 200),
    CONSTRAINT ck_printed_form_serial CHECK (length("serial") <= 40),
    CONSTRAINT ck_printed_form_template CHECK (length("template") <= 20),
    CONSTRAINT ck_printed_form_printed_on CHECK (length("printed_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_printed_form_prints CHECK ("prints" BETWEEN 0 AND 10000),
    CONSTRAINT ck_printed_form_state CHECK ("state" IN ('made', 'printed', 'returned', 'spoiled')),
    CONSTRAINT ck_printed_form_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(family_id) REFERENCES family (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_printed_form_family_id ON printed_form (family_id)
    """,
    """
CREATE INDEX ix_printed_form_org ON printed_form (org, id)
    """,
    """
CREATE TABLE psych_session (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    person_ids TEXT,
    family_id TEXT,
    "on" TEXT,
    kind TEXT,
    topics TEXT,
    provider TEXT,
    summary TEXT,
    next_step TEXT,
    next_on TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_psych_session_person_ids CHECK (length("person_ids") <= 4000),
    CONSTRAINT ck_psych_session_family_id CHECK (length("family_id") <= 200),
    CONSTRAINT ck_psych_session_on CHECK (length("on") BETWEEN 10 AND 10),
    CONSTRAINT ck_psych_session_kind CHECK ("kind" IN ('individual', 'group', 'hotline', 'talk')),
    CONSTRAINT ck_psych_session_topics CHECK (length("topics") <= 4000),
    CONSTRAINT ck_psych_session_provider CHECK (length("provider") <= 100),
    CONSTRAINT ck_psych_session_summary CHECK (length("summary") <= 1000),
    CONSTRAINT ck_psych_session_next_step CHECK (length("next_step") <= 200),
    CONSTRAINT ck_psych_session_next_on CHECK (length("next_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_psych_session_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(family_id) REFERENCES family (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_psych_session_family_id ON psych_session (family_id)
    """,
    """
CREATE INDEX ix_psych_session_org ON psych_session (org, id)
    """,
    """
CREATE TABLE visit (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    family_id TEXT,
    "on" TEXT,
    time_from TEXT,
    time_to TEXT,
    mode TEXT,
    outcome TEXT,
    category TEXT,
    festival TEXT,
    contact_ids TEXT,
    companions TEXT,
    persons_met TEXT,
    others_met TEXT,
    body TEXT,
    self_care TEXT,
    chronic TEXT,
    mind TEXT,
    sleep TEXT,
    life TEXT,
    life_hard TEXT,
    electric TEXT,
    fire TEXT,
    hazard_state TEXT,
    in_hospital TEXT,
    hospital_note TEXT,
    medicine TEXT,
    medicine_note TEXT,
    doctor_came TEXT,
    green_used TEXT,
    told TEXT,
    gift_kind TEXT,
    gift_cash INTEGER,
    gift_goods TEXT,
    gift_value INTEGER,
    fund_source TEXT,
    note TEXT,
    signature TEXT,
    form_id TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_visit_family_id CHECK (length("family_id") <= 200),
    CONSTRAINT ck_visit_on CHECK (length("on") BETWEEN 10 AND 10),
    CONSTRAINT ck_visit_time_from CHECK (length("time_from") <= 5),
    CONSTRAINT ck_visit_time_to CHECK (length("time_to") <= 5),
    CONSTRAINT ck_visit_mode CHECK ("mode" IN ('home', 'phone', 'video', 'message', 'activity', 'other')),
    CONSTRAINT ck_visit_outcome CHECK ("outcome" IN ('met', 'absent', 'declined')),
    CONSTRAINT ck_visit_category CHECK ("category" IN ('daily', 'festival', 'birthday', 'hospital', 'emergency')),
    CONSTRAINT ck_visit_festival CHECK (length("festival") <= 200),
    CONSTRAINT ck_visit_contact_ids CHECK (length("contact_ids") <= 4000),
    CONSTRAINT ck_visit_companions CHECK (length("companions") <= 100),
    CONSTRAINT ck_visit_persons_met CHECK (length("persons_met") <= 4000),
    CONSTRAINT ck_visit_others_met CHECK (length("others_met") <= 100),
    CONSTRAINT ck_visit_body CHECK ("body" IN ('good', 'fair', 'poor', 'in_hospital')),
    CONSTRAINT ck_visit_self_care CHECK ("self_care" IN ('able', 'partial', 'unable')),
    CONSTRAINT ck_visit_chronic CHECK (length("chronic") <= 4000),
    CONSTRAINT ck_visit_mind CHECK ("mind" IN ('calm', 'low', 'company', 'professional')),
    CONSTRAINT ck_visit_sleep CHECK ("sleep" IN ('good', 'fair', 'poor')),
    CONSTRAINT ck_visit_life CHECK ("life" IN ('stable', 'hard')),
    CONSTRAINT ck_visit_life_hard CHECK (length("life_hard") <= 4000),
    CONSTRAINT ck_visit_electric CHECK ("electric" IN ('good', 'hazard')),
    CONSTRAINT ck_visit_fire CHECK ("fire" IN ('good', 'hazard')),
    CONSTRAINT ck_visit_hazard_state CHECK ("hazard_state" IN ('fixed', 'reported')),
    CONSTRAINT ck_visit_in_hospital CHECK ("in_hospital" IN ('no', 'yes')),
    CONSTRAINT ck_visit_hospital_note CHECK (length("hospital_note") <= 200),
    CONSTRAINT ck_visit_medicine CHECK ("medicine" IN ('enough', 'short')),
    CONSTRAINT ck_visit_medicine_note CHECK (length("medicine_note") <= 200),
    CONSTRAINT ck_visit_doctor_came CHECK ("doctor_came" IN ('yes', 'no')),
    CONSTRAINT ck_visit_green_used CHECK ("green_used" IN ('used', 'unused', 'trouble')),
    CONSTRAINT ck_visit_told CHECK (length("told") <= 4000),
    CONSTRAINT ck_visit_gift_kind CHECK ("gift_kind" IN ('none', 'cash', 'goods', 'both')),
    CONSTRAINT ck_visit_gift_cash CHECK ("gift_cash" BETWEEN 0 AND 1000000000000),
    CONSTRAINT ck_visit_gift_goods CHECK (length("gift_goods") <= 200),
    CONSTRAINT ck_visit_gift_value CHECK ("gift_value" BETWEEN 0 AND 1000000000000),
    CONSTRAINT ck_visit_fund_source CHECK (length("fund_source") <= 60),
    CONSTRAINT ck_visit_note CHECK (length("note") <= 1000),
    CONSTRAINT ck_visit_signature CHECK ("signature" IN ('paper', 'none', 'scan')),
    CONSTRAINT ck_visit_form_id CHECK (length("form_id") <= 40),
    CONSTRAINT ck_visit_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(family_id) REFERENCES family (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_visit_family_id ON visit (family_id)
    """,
    """
CREATE INDEX ix_visit_family_on ON visit (family_id, "on")
    """,
    """
CREATE INDEX ix_visit_org ON visit (org, id)
    """,
    """
CREATE TABLE agreement (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    person_id TEXT,
    team_id TEXT,
    team_name TEXT,
    doctor TEXT,
    doctor_phone TEXT,
    agreement_no TEXT,
    since TEXT,
    until TEXT,
    package TEXT,
    kind TEXT,
    state TEXT,
    ended_on TEXT,
    declined_on TEXT,
    reason TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_agreement_person_id CHECK (length("person_id") <= 200),
    CONSTRAINT ck_agreement_team_id CHECK (length("team_id") <= 200),
    CONSTRAINT ck_agreement_team_name CHECK (length("team_name") <= 100),
    CONSTRAINT ck_agreement_doctor CHECK (length("doctor") <= 50),
    CONSTRAINT ck_agreement_doctor_phone CHECK (length("doctor_phone") <= 60),
    CONSTRAINT ck_agreement_agreement_no CHECK (length("agreement_no") <= 60),
    CONSTRAINT ck_agreement_since CHECK (length("since") BETWEEN 10 AND 10),
    CONSTRAINT ck_agreement_until CHECK (length("until") BETWEEN 10 AND 10),
    CONSTRAINT ck_agreement_package CHECK (length("package") <= 60),
    CONSTRAINT ck_agreement_kind CHECK ("kind" IN ('first', 'renewal', 'switch')),
    CONSTRAINT ck_agreement_state CHECK ("state" IN ('signed', 'ended', 'declined', 'unfit')),
    CONSTRAINT ck_agreement_ended_on CHECK (length("ended_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_agreement_declined_on CHECK (length("declined_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_agreement_reason CHECK (length("reason") <= 200),
    CONSTRAINT ck_agreement_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(person_id) REFERENCES person (id),
    FOREIGN KEY(team_id) REFERENCES doctor_team (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_agreement_org ON agreement (org, id)
    """,
    """
CREATE INDEX ix_agreement_person_id ON agreement (person_id)
    """,
    """
CREATE INDEX ix_agreement_team_id ON agreement (team_id)
    """,
    """
CREATE TABLE aid_record (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    family_id TEXT,
    person_id TEXT,
    programme TEXT,
    "on" TEXT,
    amount INTEGER,
    item TEXT,
    source TEXT,
    stage TEXT,
    decided_on TEXT,
    given_on TEXT,
    note TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_aid_record_family_id CHECK (length("family_id") <= 200),
    CONSTRAINT ck_aid_record_person_id CHECK (length("person_id") <= 200),
    CONSTRAINT ck_aid_record_programme CHECK (length("programme") <= 60),
    CONSTRAINT ck_aid_record_on CHECK (length("on") BETWEEN 10 AND 10),
    CONSTRAINT ck_aid_record_amount CHECK ("amount" BETWEEN 0 AND 1000000000000),
    CONSTRAINT ck_aid_record_item CHECK (length("item") <= 200),
    CONSTRAINT ck_aid_record_source CHECK (length("source") <= 100),
    CONSTRAINT ck_aid_record_stage CHECK ("stage" IN ('requested', 'approved', 'given', 'declined')),
    CONSTRAINT ck_aid_record_decided_on CHECK (length("decided_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_aid_record_given_on CHECK (length("given_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_aid_record_note CHECK (length("note") <= 1000),
    CONSTRAINT ck_aid_record_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(family_id) REFERENCES family (id),
    FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_aid_record_family_id ON aid_record (family_id)
    """,
    """
CREATE INDEX ix_aid_record_org ON aid_record (org, id)
    """,
    """
CREATE INDEX ix_aid_record_person_id ON aid_record (person_id)
    """,
    """
CREATE TABLE attendance (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    activity_id TEXT,
    person_id TEXT,
    photo_consent INTEGER,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_attendance_activity_id CHECK (length("activity_id") <= 200),
    CONSTRAINT ck_attendance_person_id CHECK (length("person_id") <= 200),
    CONSTRAINT ck_attendance_photo_consent CHECK ("photo_consent" IN (0, 1)),
    CONSTRAINT ck_attendance_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(activity_id) REFERENCES activity (id),
    FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_attendance_activity_id ON attendance (activity_id)
    """,
    """
CREATE INDEX ix_attendance_org ON attendance (org, id)
    """,
    """
CREATE INDEX ix_attendance_person_id ON attendance (person_id)
    """,
    """
CREATE TABLE benefit_payment (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    person_id TEXT,
    kind TEXT,
    period TEXT,
    amount INTEGER,
    channel TEXT,
    status TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_benefit_payment_person_id CHECK (length("person_id") <= 200),
    CONSTRAINT ck_benefit_payment_kind CHECK ("kind" IN ('death', 'disability', 'complication', 'local')),
    CONSTRAINT ck_benefit_payment_period CHECK (length("period") BETWEEN 4 AND 10),
    CONSTRAINT ck_benefit_payment_amount CHECK ("amount" BETWEEN 0 AND 1000000000000),
    CONSTRAINT ck_benefit_payment_channel CHECK (length("channel") <= 40),
    CONSTRAINT ck_benefit_payment_status CHECK ("status" IN ('planned', 'paid', 'returned')),
    CONSTRAINT ck_benefit_payment_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_benefit_payment_org ON benefit_payment (org, id)
    """,
    """
CREATE INDEX ix_benefit_payment_person_id ON benefit_payment (person_id)
    """,
    """
CREATE TABLE change_event (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    family_id TEXT,
    person_id TEXT,
    kind TEXT,
    "on" TEXT,
    reason TEXT,
    from_addr TEXT,
    to_addr TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_change_event_family_id CHECK (length("family_id") <= 200),
    CONSTRAINT ck_change_event_person_id CHECK (length("person_id") <= 200),
    CONSTRAINT ck_change_event_kind CHECK ("kind" IN ('new', 'moved_out', 'moved_in', 'retyped', 'deregistered', 'exit')),
    CONSTRAINT ck_change_event_on CHECK (length("on") BETWEEN 10 AND 10),
    CONSTRAINT ck_change_event_reason CHECK (length("reason") <= 200),
    CONSTRAINT ck_change_event_from_addr CHECK (length("from_addr") <= 200),
    CONSTRAINT ck_change_event_to_addr CHECK (length("to_addr") <= 200),
    CONSTRAINT ck_change_event_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(family_id) REFERENCES family (id),
    FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_change_event_family_id ON change_event (family_id)
    """,
    """
CREATE INDEX ix_change_event_org ON change_event (org, id)
    """,
    """
CREATE INDEX ix_change_event_person_id ON change_event (person_id)
    """,
    """
CREATE TABLE child (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    father_id TEXT,
    mother_id TEXT,
    name TEXT,
    sex TEXT,
    birth_date TEXT,
    id_no TEXT,
    origin TEXT,
    state TEXT,
    event_date TEXT,
    cause TEXT,
    proof_by TEXT,
    disability_cert_no TEXT,
    disability_class TEXT,
    disability_grade TEXT,
    only_child_cert_no TEXT,
    only_child_cert_on TEXT,
    roster_row TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_child_father_id CHECK (length("father_id") <= 200),
    CONSTRAINT ck_child_mother_id CHECK (length("mother_id") <= 200),
    CONSTRAINT ck_child_name CHECK (length("name") <= 50),
    CONSTRAINT ck_child_sex CHECK ("sex" IN ('0', '1', '2', '9')),
    CONSTRAINT ck_child_birth_date CHECK (length("birth_date") BETWEEN 4 AND 10),
    CONSTRAINT ck_child_id_no CHECK (length("id_no") <= 40),
    CONSTRAINT ck_child_origin CHECK (length("origin") <= 200),
    CONSTRAINT ck_child_state CHECK ("state" IN ('alive', 'dead', 'disabled')),
    CONSTRAINT ck_child_event_date CHECK (length("event_date") BETWEEN 4 AND 10),
    CONSTRAINT ck_child_cause CHECK (length("cause") <= 200),
    CONSTRAINT ck_child_proof_by CHECK (length("proof_by") <= 200),
    CONSTRAINT ck_child_disability_cert_no CHECK (length("disability_cert_no") <= 30),
    CONSTRAINT ck_child_disability_class CHECK (length("disability_class") <= 200),
    CONSTRAINT ck_child_disability_grade CHECK ("disability_grade" IN ('1', '2', '3', '4')),
    CONSTRAINT ck_child_only_child_cert_no CHECK (length("only_child_cert_no") <= 40),
    CONSTRAINT ck_child_only_child_cert_on CHECK (length("only_child_cert_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_child_roster_row CHECK (length("roster_row") <= 120),
    CONSTRAINT ck_child_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(father_id) REFERENCES person (id),
    FOREIGN KEY(mother_id) REFERENCES person (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_child_father_id ON child (father_id)
    """,
    """
CREATE INDEX ix_child_mother_id ON child (mother_id)
    """,
    """
CREATE INDEX ix_child_org ON child (org, id)
    """,
    """
CREATE TABLE complication (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    person_id TEXT,
    grade TEXT,
    certificate_no TEXT,
    certified_on TEXT,
    surgery_on TEXT,
    children_born INTEGER,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_complication_person_id CHECK (length("person_id") <= 200),
    CONSTRAINT ck_complication_grade CHECK ("grade" IN ('1a', '1b', '2', '3')),
    CONSTRAINT ck_complication_certificate_no CHECK (length("certificate_no") <= 60),
    CONSTRAINT ck_complication_certified_on CHECK (length("certified_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_complication_surgery_on CHECK (length("surgery_on") BETWEEN 4 AND 10),
    CONSTRAINT ck_complication_children_born CHECK ("children_born" BETWEEN 0 AND 20),
    CONSTRAINT ck_complication_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_complication_org ON complication (org, id)
    """,
    """
CREATE INDEX ix_complication_person_id ON complication (person_id)
    """,
    """
CREATE TABLE consent (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    person_id TEXT,
    notice_version TEXT,
    scope TEXT,
    "on" TEXT,
    method TEXT,
    refused INTEGER,
    withdrawn_on TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_consent_person_id CHECK (length("person_id") <= 200),
    CONSTRAINT ck_consent_notice_version CHECK (length("notice_version") <= 20),
    CONSTRAINT ck_consent_scope CHECK (length("scope") <= 4000),
    CONSTRAINT ck_consent_on CHECK (length("on") BETWEEN 10 AND 10),
    CONSTRAINT ck_consent_method CHECK ("method" IN ('paper', 'read_aloud', 'proxy')),
    CONSTRAINT ck_consent_refused CHECK ("refused" IN (0, 1)),
    CONSTRAINT ck_consent_withdrawn_on CHECK (length("withdrawn_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_consent_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_consent_org ON consent (org, id)
    """,
    """
CREATE INDEX ix_consent_person_id ON consent (person_id)
    """,
    """
CREATE TABLE eligibility (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    person_id TEXT,
    kind TEXT,
    status TEXT,
    first_year INTEGER,
    applied_on TEXT,
    papers TEXT,
    publicised_on TEXT,
    confirmed_on TEXT,
    stopped_on TEXT,
    stop_reason TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_eligibility_person_id CHECK (length("person_id") <= 200),
    CONSTRAINT ck_eligibility_kind CHECK ("kind" IN ('death', 'disability', 'complication')),
    CONSTRAINT ck_eligibility_status CHECK ("status" IN ('underage', 'ready', 'applied', 'publicised', 'confirmed', 'stopped')),
    CONSTRAINT ck_eligibility_first_year CHECK ("first_year" BETWEEN 2000 AND 2200),
    CONSTRAINT ck_eligibility_applied_on CHECK (length("applied_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_eligibility_papers CHECK (length("papers") <= 4000),
    CONSTRAINT ck_eligibility_publicised_on CHECK (length("publicised_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_eligibility_confirmed_on CHECK (length("confirmed_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_eligibility_stopped_on CHECK (length("stopped_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_eligibility_stop_reason CHECK (length("stop_reason") <= 200),
    CONSTRAINT ck_eligibility_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_eligibility_org ON eligibility (org, id)
    """,
    """
CREATE INDEX ix_eligibility_person_id ON eligibility (person_id)
    """,
    """
CREATE TABLE event (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    family_id TEXT,
    person_id TEXT,
    kind TEXT,
    "on" TEXT,
    known_on TEXT,
    known_time TEXT,
    summary TEXT,
    measures TEXT,
    reported_to TEXT,
    follow_up TEXT,
    closed_on TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_event_family_id CHECK (length("family_id") <= 200),
    CONSTRAINT ck_event_person_id CHECK (length("person_id") <= 200),
    CONSTRAINT ck_event_kind CHECK ("kind" IN ('accident', 'illness', 'hospital', 'disaster', 'death', 'missing', 'other')),
    CONSTRAINT ck_event_on CHECK (length("on") BETWEEN 10 AND 10),
    CONSTRAINT ck_event_known_on CHECK (length("known_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_event_known_time CHECK (length("known_time") <= 5),
    CONSTRAINT ck_event_summary CHECK (length("summary") <= 1000),
    CONSTRAINT ck_event_measures CHECK (length("measures") <= 1000),
    CONSTRAINT ck_event_reported_to CHECK (length("reported_to") <= 100),
    CONSTRAINT ck_event_follow_up CHECK (length("follow_up") <= 1000),
    CONSTRAINT ck_event_closed_on CHECK (length("closed_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_event_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(family_id) REFERENCES family (id),
    FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_event_family_id ON event (family_id)
    """,
    """
CREATE INDEX ix_event_org ON event (org, id)
    """,
    """
CREATE INDEX ix_event_person_id ON event (person_id)
    """,
    """
CREATE TABLE green_card (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    person_id TEXT,
    card_no TEXT,
    card_type TEXT,
    since TEXT,
    until TEXT,
    handed_by TEXT,
    state TEXT,
    ended_on TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_green_card_person_id CHECK (length("person_id") <= 200),
    CONSTRAINT ck_green_card_card_no CHECK (length("card_no") <= 60),
    CONSTRAINT ck_green_card_card_type CHECK (length("card_type") <= 40),
    CONSTRAINT ck_green_card_since CHECK (length("since") BETWEEN 10 AND 10),
    CONSTRAINT ck_green_card_until CHECK (length("until") BETWEEN 10 AND 10),
    CONSTRAINT ck_green_card_handed_by CHECK (length("handed_by") <= 50),
    CONSTRAINT ck_green_card_state CHECK ("state" IN ('valid', 'declined', 'lost', 'void', 'told')),
    CONSTRAINT ck_green_card_ended_on CHECK (length("ended_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_green_card_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_green_card_org ON green_card (org, id)
    """,
    """
CREATE INDEX ix_green_card_person_id ON green_card (person_id)
    """,
    """
CREATE TABLE green_use (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    person_id TEXT,
    hospital_id TEXT,
    "on" TEXT,
    services TEXT,
    problem TEXT,
    accompanied_by TEXT,
    programme TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_green_use_person_id CHECK (length("person_id") <= 200),
    CONSTRAINT ck_green_use_hospital_id CHECK (length("hospital_id") <= 200),
    CONSTRAINT ck_green_use_on CHECK (length("on") BETWEEN 10 AND 10),
    CONSTRAINT ck_green_use_services CHECK (length("services") <= 4000),
    CONSTRAINT ck_green_use_problem CHECK (length("problem") <= 1000),
    CONSTRAINT ck_green_use_accompanied_by CHECK (length("accompanied_by") <= 50),
    CONSTRAINT ck_green_use_programme CHECK (length("programme") <= 60),
    CONSTRAINT ck_green_use_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(person_id) REFERENCES person (id),
    FOREIGN KEY(hospital_id) REFERENCES hospital (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_green_use_hospital_id ON green_use (hospital_id)
    """,
    """
CREATE INDEX ix_green_use_org ON green_use (org, id)
    """,
    """
CREATE INDEX ix_green_use_person_id ON green_use (person_id)
    """,
    """
CREATE TABLE hospital_stay (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    person_id TEXT,
    hospital TEXT,
    hospital_grade TEXT,
    admitted_on TEXT,
    discharged_on TEXT,
    diagnosis TEXT,
    icu_days INTEGER,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_hospital_stay_person_id CHECK (length("person_id") <= 200),
    CONSTRAINT ck_hospital_stay_hospital CHECK (length("hospital") <= 100),
    CONSTRAINT ck_hospital_stay_hospital_grade CHECK (length("hospital_grade") <= 20),
    CONSTRAINT ck_hospital_stay_admitted_on CHECK (length("admitted_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_hospital_stay_discharged_on CHECK (length("discharged_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_hospital_stay_diagnosis CHECK (length("diagnosis") <= 200),
    CONSTRAINT ck_hospital_stay_icu_days CHECK ("icu_days" BETWEEN 0 AND 3660),
    CONSTRAINT ck_hospital_stay_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_hospital_stay_org ON hospital_stay (org, id)
    """,
    """
CREATE INDEX ix_hospital_stay_person_id ON hospital_stay (person_id)
    """,
    """
CREATE TABLE insured (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    person_id TEXT,
    policy_id TEXT,
    product TEXT,
    since TEXT,
    until TEXT,
    stage TEXT,
    told_on TEXT,
    handed_on TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_insured_person_id CHECK (length("person_id") <= 200),
    CONSTRAINT ck_insured_policy_id CHECK (length("policy_id") <= 200),
    CONSTRAINT ck_insured_product CHECK (length("product") <= 60),
    CONSTRAINT ck_insured_since CHECK (length("since") BETWEEN 10 AND 10),
    CONSTRAINT ck_insured_until CHECK (length("until") BETWEEN 10 AND 10),
    CONSTRAINT ck_insured_stage CHECK ("stage" IN ('publicity', 'enrolled', 'handed', 'closed')),
    CONSTRAINT ck_insured_told_on CHECK (length("told_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_insured_handed_on CHECK (length("handed_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_insured_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(person_id) REFERENCES person (id),
    FOREIGN KEY(policy_id) REFERENCES policy (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_insured_org ON insured (org, id)
    """,
    """
CREATE INDEX ix_insured_person_id ON insured (person_id)
    """,
    """
CREATE INDEX ix_insured_policy_id ON insured (policy_id)
    """,
    """
CREATE TABLE need (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    family_id TEXT,
    person_id TEXT,
    visit_id TEXT,
    category TEXT,
    request TEXT,
    action TEXT,
    raised_on TEXT,
    due_by TEXT,
    answered_on TEXT,
    responsible TEXT,
    status TEXT,
    referred_to TEXT,
    closed_on TEXT,
    result TEXT,
    followed_up_on TEXT,
    solved INTEGER,
    follow_note TEXT,
    reopens_id TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_need_family_id CHECK (length("family_id") <= 200),
    CONSTRAINT ck_need_person_id CHECK (length("person_id") <= 200),
    CONSTRAINT ck_need_visit_id CHECK (length("visit_id") <= 200),
    CONSTRAINT ck_need_category CHECK (length("category") <= 200),
    CONSTRAINT ck_need_request CHECK (length("request") <= 1000),
    CONSTRAINT ck_need_action CHECK (length("action") <= 1000),
    CONSTRAINT ck_need_raised_on CHECK (length("raised_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_need_due_by CHECK (length("due_by") BETWEEN 10 AND 10),
    CONSTRAINT ck_need_answered_on CHECK (length("answered_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_need_responsible CHECK (length("responsible") <= 50),
    CONSTRAINT ck_need_status CHECK ("status" IN ('open', 'referred', 'closed', 'followed_up')),
    CONSTRAINT ck_need_referred_to CHECK (length("referred_to") <= 100),
    CONSTRAINT ck_need_closed_on CHECK (length("closed_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_need_result CHECK (length("result") <= 1000),
    CONSTRAINT ck_need_followed_up_on CHECK (length("followed_up_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_need_solved CHECK ("solved" IN (0, 1)),
    CONSTRAINT ck_need_follow_note CHECK (length("follow_note") <= 1000),
    CONSTRAINT ck_need_reopens_id CHECK (length("reopens_id") <= 200),
    CONSTRAINT ck_need_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(family_id) REFERENCES family (id),
    FOREIGN KEY(person_id) REFERENCES person (id),
    FOREIGN KEY(visit_id) REFERENCES visit (id),
    FOREIGN KEY(reopens_id) REFERENCES need (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_need_family_id ON need (family_id)
    """,
    """
CREATE INDEX ix_need_org ON need (org, id)
    """,
    """
CREATE INDEX ix_need_person_id ON need (person_id)
    """,
    """
CREATE INDEX ix_need_reopens_id ON need (reopens_id)
    """,
    """
CREATE INDEX ix_need_visit_id ON need (visit_id)
    """,
    """
CREATE TABLE psych_assess (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    person_id TEXT,
    "on" TEXT,
    instrument TEXT,
    score INTEGER,
    level TEXT,
    assessor TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_psych_assess_person_id CHECK (length("person_id") <= 200),
    CONSTRAINT ck_psych_assess_on CHECK (length("on") BETWEEN 10 AND 10),
    CONSTRAINT ck_psych_assess_instrument CHECK (length("instrument") <= 40),
    CONSTRAINT ck_psych_assess_score CHECK ("score" BETWEEN 0 AND 1000),
    CONSTRAINT ck_psych_assess_level CHECK (length("level") <= 40),
    CONSTRAINT ck_psych_assess_assessor CHECK (length("assessor") <= 50),
    CONSTRAINT ck_psych_assess_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_psych_assess_org ON psych_assess (org, id)
    """,
    """
CREATE INDEX ix_psych_assess_person_id ON psych_assess (person_id)
    """,
    """
CREATE TABLE psych_file (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    person_id TEXT,
    opened_on TEXT,
    provider TEXT,
    closed_on TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_psych_file_person_id CHECK (length("person_id") <= 200),
    CONSTRAINT ck_psych_file_opened_on CHECK (length("opened_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_psych_file_provider CHECK (length("provider") <= 100),
    CONSTRAINT ck_psych_file_closed_on CHECK (length("closed_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_psych_file_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_psych_file_org ON psych_file (org, id)
    """,
    """
CREATE INDEX ix_psych_file_person_id ON psych_file (person_id)
    """,
    """
CREATE TABLE volunteer (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    name TEXT,
    kind TEXT,
    person_id TEXT,
    phone TEXT,
    team TEXT,
    since TEXT,
    until TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_volunteer_name CHECK (length("name") <= 100),
    CONSTRAINT ck_volunteer_kind CHECK ("kind" IN ('member', 'volunteer', 'peer', 'medic', 'unit', 'social')),
    CONSTRAINT ck_volunteer_person_id CHECK (length("person_id") <= 200),
    CONSTRAINT ck_volunteer_phone CHECK (length("phone") <= 60),
    CONSTRAINT ck_volunteer_team CHECK (length("team") <= 100),
    CONSTRAINT ck_volunteer_since CHECK (length("since") BETWEEN 10 AND 10),
    CONSTRAINT ck_volunteer_until CHECK (length("until") BETWEEN 10 AND 10),
    CONSTRAINT ck_volunteer_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_volunteer_org ON volunteer (org, id)
    """,
    """
CREATE INDEX ix_volunteer_person_id ON volunteer (person_id)
    """,
    """
CREATE TABLE annual_check (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    eligibility_id TEXT,
    year INTEGER,
    result TEXT,
    "on" TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_annual_check_eligibility_id CHECK (length("eligibility_id") <= 200),
    CONSTRAINT ck_annual_check_year CHECK ("year" BETWEEN 2000 AND 2200),
    CONSTRAINT ck_annual_check_result CHECK ("result" IN ('passed', 'pending', 'left')),
    CONSTRAINT ck_annual_check_on CHECK (length("on") BETWEEN 10 AND 10),
    CONSTRAINT ck_annual_check_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(eligibility_id) REFERENCES eligibility (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_annual_check_eligibility_id ON annual_check (eligibility_id)
    """,
    """
CREATE INDEX ix_annual_check_org ON annual_check (org, id)
    """,
    """
CREATE TABLE claim (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    stay_id TEXT,
    insured_id TEXT,
    papers TEXT,
    submitted_on TEXT,
    accepted_on TEXT,
    paid_on TEXT,
    days INTEGER,
    amount INTEGER,
    refused_on TEXT,
    refuse_reason TEXT,
    handed_by TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_claim_stay_id CHECK (length("stay_id") <= 200),
    CONSTRAINT ck_claim_insured_id CHECK (length("insured_id") <= 200),
    CONSTRAINT ck_claim_papers CHECK (length("papers") <= 4000),
    CONSTRAINT ck_claim_submitted_on CHECK (length("submitted_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_claim_accepted_on CHECK (length("accepted_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_claim_paid_on CHECK (length("paid_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_claim_days CHECK ("days" BETWEEN 0 AND 3660),
    CONSTRAINT ck_claim_amount CHECK ("amount" BETWEEN 0 AND 1000000000000),
    CONSTRAINT ck_claim_refused_on CHECK (length("refused_on") BETWEEN 10 AND 10),
    CONSTRAINT ck_claim_refuse_reason CHECK (length("refuse_reason") <= 200),
    CONSTRAINT ck_claim_handed_by CHECK (length("handed_by") <= 50),
    CONSTRAINT ck_claim_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(stay_id) REFERENCES hospital_stay (id),
    FOREIGN KEY(insured_id) REFERENCES insured (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_claim_insured_id ON claim (insured_id)
    """,
    """
CREATE INDEX ix_claim_org ON claim (org, id)
    """,
    """
CREATE INDEX ix_claim_stay_id ON claim (stay_id)
    """,
    """
CREATE TABLE doctor_service (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    person_id TEXT,
    agreement_id TEXT,
    "on" TEXT,
    kind TEXT,
    result TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_doctor_service_person_id CHECK (length("person_id") <= 200),
    CONSTRAINT ck_doctor_service_agreement_id CHECK (length("agreement_id") <= 200),
    CONSTRAINT ck_doctor_service_on CHECK (length("on") BETWEEN 10 AND 10),
    CONSTRAINT ck_doctor_service_kind CHECK ("kind" IN ('exam', 'follow_up', 'home', 'assessment', 'referral', 'medication', 'mind')),
    CONSTRAINT ck_doctor_service_result CHECK (length("result") <= 1000),
    CONSTRAINT ck_doctor_service_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(person_id) REFERENCES person (id),
    FOREIGN KEY(agreement_id) REFERENCES agreement (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_doctor_service_agreement_id ON doctor_service (agreement_id)
    """,
    """
CREATE INDEX ix_doctor_service_org ON doctor_service (org, id)
    """,
    """
CREATE INDEX ix_doctor_service_person_id ON doctor_service (person_id)
    """,
    """
CREATE TABLE pairing (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    family_id TEXT,
    volunteer_id TEXT,
    since TEXT,
    until TEXT,
    content TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_pairing_family_id CHECK (length("family_id") <= 200),
    CONSTRAINT ck_pairing_volunteer_id CHECK (length("volunteer_id") <= 200),
    CONSTRAINT ck_pairing_since CHECK (length("since") BETWEEN 10 AND 10),
    CONSTRAINT ck_pairing_until CHECK (length("until") BETWEEN 10 AND 10),
    CONSTRAINT ck_pairing_content CHECK (length("content") <= 200),
    CONSTRAINT ck_pairing_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(family_id) REFERENCES family (id),
    FOREIGN KEY(volunteer_id) REFERENCES volunteer (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_pairing_family_id ON pairing (family_id)
    """,
    """
CREATE INDEX ix_pairing_org ON pairing (org, id)
    """,
    """
CREATE INDEX ix_pairing_volunteer_id ON pairing (volunteer_id)
    """,
    """
CREATE TABLE volunteer_service (
    no INTEGER NOT NULL,
    id TEXT NOT NULL,
    org TEXT NOT NULL,
    family_id TEXT,
    volunteer_id TEXT,
    pairing_id TEXT,
    "on" TEXT,
    minutes INTEGER,
    content TEXT,
    head TEXT NOT NULL,
    voided INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    parallel INTEGER NOT NULL,
    first_no INTEGER NOT NULL,
    last_no INTEGER NOT NULL,
    PRIMARY KEY (no),
    CONSTRAINT ck_volunteer_service_family_id CHECK (length("family_id") <= 200),
    CONSTRAINT ck_volunteer_service_volunteer_id CHECK (length("volunteer_id") <= 200),
    CONSTRAINT ck_volunteer_service_pairing_id CHECK (length("pairing_id") <= 200),
    CONSTRAINT ck_volunteer_service_on CHECK (length("on") BETWEEN 10 AND 10),
    CONSTRAINT ck_volunteer_service_minutes CHECK ("minutes" BETWEEN 0 AND 1440),
    CONSTRAINT ck_volunteer_service_content CHECK (length("content") <= 1000),
    CONSTRAINT ck_volunteer_service_voided CHECK (voided IN (0, 1)),
    UNIQUE (id),
    FOREIGN KEY(family_id) REFERENCES family (id),
    FOREIGN KEY(volunteer_id) REFERENCES volunteer (id),
    FOREIGN KEY(pairing_id) REFERENCES pairing (id)
)
 STRICT
    """,
    """
CREATE INDEX ix_volunteer_service_family_id ON volunteer_service (family_id)
    """,
    """
CREATE INDEX ix_volunteer_service_org ON volunteer_service (org, id)
    """,
    """
CREATE INDEX ix_volunteer_service_pairing_id ON volunteer_service (pairing_id)
    """,
    """
CREATE INDEX ix_volunteer_service_volunteer_id ON volunteer_service (volunteer_id)
    """,
    """
CREATE VIRTUAL TABLE find USING fts5(name, letters, sound, digits, place, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0")
    """,
)


def upgrade() -> None:
    """Makes all tables."""
    for statement in STATEMENTS:
        op.execute(statement)
