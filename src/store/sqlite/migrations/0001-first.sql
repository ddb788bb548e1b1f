-- Times are epoch milliseconds. JSON is TEXT, kept byte for byte. Ids are made by the application.

CREATE TABLE chain (
  id TEXT NOT NULL PRIMARY KEY,
  created_at BIGINT NOT NULL
);

CREATE TABLE audit (
  chain TEXT NOT NULL,
  seq BIGINT NOT NULL,
  hash TEXT NOT NULL,
  at BIGINT NOT NULL,
  participant TEXT NOT NULL,
  action TEXT NOT NULL,
  outcome TEXT NOT NULL,
  message TEXT,
  referral TEXT,
  reason TEXT,
  PRIMARY KEY (chain, seq),
  -- Reconciliation adds these three up; a fourth would be a message that no sum counts.
  CHECK (action <> 'receive' OR outcome IN ('accepted', 'repeated', 'refused'))
) WITHOUT ROWID;
CREATE INDEX audit_received ON audit (participant, outcome) WHERE action = 'receive';

CREATE TABLE stream (
  id TEXT NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE message (
  id TEXT NOT NULL PRIMARY KEY,
  participant TEXT NOT NULL,
  referral TEXT NOT NULL,
  content_type TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  body BLOB NOT NULL
);

CREATE TABLE answer (
  participant TEXT NOT NULL,
  message_id TEXT NOT NULL,
  body_hash TEXT NOT NULL,
  status BIGINT NOT NULL,
  headers TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (participant, message_id)
);

CREATE TABLE referral (
  id TEXT NOT NULL PRIMARY KEY,
  requester TEXT NOT NULL,
  performer TEXT NOT NULL,
  gp TEXT,
  subject TEXT NOT NULL,
  service_request TEXT NOT NULL,
  task TEXT NOT NULL,
  agreement TEXT NOT NULL,
  received_at BIGINT NOT NULL
);
CREATE INDEX referral_subject ON referral (subject);

-- The current version of each resource in each projection; its content is in resource_history.
CREATE TABLE resource (
  projection TEXT NOT NULL,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  referral TEXT NOT NULL,
  last_updated BIGINT NOT NULL,
  PRIMARY KEY (projection, type, id)
) WITHOUT ROWID;
CREATE INDEX resource_referral ON resource (referral);
CREATE INDEX resource_listing ON resource (projection, type, last_updated DESC, id);

-- Every version, the current one included; never changed.
CREATE TABLE resource_history (
  projection TEXT NOT NULL,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  referral TEXT NOT NULL,
  last_updated BIGINT NOT NULL,
  json TEXT NOT NULL,
  search TEXT NOT NULL,
  PRIMARY KEY (projection, type, id, version)
);

-- The search columns of current versions.
CREATE TABLE search (
  projection TEXT NOT NULL,
  type TEXT NOT NULL,
  param TEXT NOT NULL,
  value TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (projection, type, param, value, id)
) WITHOUT ROWID;
CREATE INDEX search_resource ON search (projection, type, id);

CREATE TABLE fact (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  -- A fact or an obligation without its referral would be missing from every report, so the engine refuses it.
  referral TEXT NOT NULL REFERENCES referral (id) DEFERRABLE INITIALLY DEFERRED,
  event TEXT NOT NULL,
  occurred_on TEXT NOT NULL,
  heard_at BIGINT NOT NULL,
  stated_by TEXT NOT NULL,
  message TEXT NOT NULL,
  communication TEXT,
  feedback_kind TEXT,
  missing TEXT
);
CREATE INDEX fact_referral ON fact (referral, heard_at, seq);
CREATE INDEX fact_feedback ON fact (feedback_kind, communication) WHERE feedback_kind IS NOT NULL;

CREATE TABLE obligation (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  referral TEXT NOT NULL REFERENCES referral (id) DEFERRABLE INITIALLY DEFERRED,
  code TEXT NOT NULL,
  agreement TEXT NOT NULL,
  agreement_version TEXT NOT NULL,
  owner TEXT NOT NULL,
  creditor TEXT,
  opened_on TEXT NOT NULL,
  opened_at BIGINT NOT NULL
);
CREATE INDEX obligation_referral ON obligation (referral, opened_at, seq);
CREATE INDEX obligation_owner ON obligation (owner, opened_at);
CREATE INDEX obligation_creditor ON obligation (creditor, opened_at);
CREATE INDEX obligation_code ON obligation (code, opened_at);
CREATE INDEX obligation_opened ON obligation (opened_at, seq);

CREATE TABLE lane (
  receiver TEXT NOT NULL PRIMARY KEY,
  fence BIGINT NOT NULL,
  owner TEXT NOT NULL,
  -- Real time, unlike every other time here: leases guard against dead processes and not against dates.
  locked_until BIGINT NOT NULL
);

CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  receiver TEXT NOT NULL,
  referral TEXT NOT NULL,
  priority BIGINT NOT NULL,
  cause TEXT NOT NULL,
  communication TEXT,
  enqueued_at BIGINT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead')),
  -- 1 for the oldest waiting message of its receiver and referral: the only one that may be sent.
  head BIGINT NOT NULL CHECK (head IN (0, 1)),
  attempts BIGINT NOT NULL,
  not_before BIGINT NOT NULL,
  first_tried_at BIGINT,
  settled_at BIGINT,
  reason TEXT
);
CREATE INDEX outbox_head ON outbox (receiver, priority, seq, not_before, referral) WHERE head = 1;
CREATE UNIQUE INDEX outbox_one_head ON outbox (receiver, referral) WHERE head = 1;
CREATE INDEX outbox_lane ON outbox (receiver, referral, state, seq);
CREATE INDEX outbox_heard ON outbox (referral, receiver, settled_at) WHERE state = 'delivered' AND communication IS NOT NULL;

CREATE TABLE setting (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE once (
  id TEXT NOT NULL PRIMARY KEY,
  -- Real time: tokens and assertions live by it.
  expires_at BIGINT NOT NULL
);
CREATE INDEX once_expiry ON once (expires_at);
