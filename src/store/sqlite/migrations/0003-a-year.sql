-- Duties that recur or open on another event than the receipt; those of before this opened on it.
ALTER TABLE obligation ADD COLUMN opened_by TEXT NOT NULL DEFAULT 'referral.received';
ALTER TABLE obligation ADD COLUMN turn BIGINT NOT NULL DEFAULT 1;

-- 1 for feedback whose letter no rule can look into.
ALTER TABLE fact ADD COLUMN unread BIGINT;

-- What a patient's objection is about, as JSON; the referral that took the place of this one.
ALTER TABLE fact ADD COLUMN objection TEXT;
ALTER TABLE fact ADD COLUMN successor TEXT;

-- When the sweep looks at a duty next. A hint: reports read events and never this.
CREATE TABLE rung (
  obligation TEXT NOT NULL PRIMARY KEY REFERENCES obligation (id) DEFERRABLE INITIALLY DEFERRED,
  referral TEXT NOT NULL,
  claimed BIGINT NOT NULL,
  next_on TEXT
) WITHOUT ROWID;
CREATE INDEX rung_next ON rung (next_on, obligation) WHERE next_on IS NOT NULL;
CREATE INDEX rung_referral ON rung (referral);

-- Feedback of which nobody can tell to which referral it belongs.
CREATE TABLE unmatched (
  id TEXT NOT NULL PRIMARY KEY,
  participant TEXT NOT NULL,
  content_type TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  body BLOB NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX unmatched_received ON unmatched (received_at, id);
