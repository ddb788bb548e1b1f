-- What an event says beside its day: reasons, terms and what it is about, as JSON.
ALTER TABLE fact ADD COLUMN detail TEXT;

-- The referral to which an operator has assigned feedback that nobody could place.
ALTER TABLE unmatched ADD COLUMN assigned_to TEXT;

-- The referrals of a practice that closes.
CREATE INDEX referral_gp ON referral (gp, id);

-- Reminders that were given, each once for ever: of a duty, of a rung of its rule, to a receiver. `settled_on` is the day on
-- which it was put in a message or dropped, and NULL while it waits for the next message to its receiver.
CREATE TABLE reminder (
  obligation TEXT NOT NULL REFERENCES obligation (id) DEFERRABLE INITIALLY DEFERRED,
  rung BIGINT NOT NULL,
  receiver TEXT NOT NULL,
  referral TEXT NOT NULL,
  urgent BIGINT NOT NULL,
  claimed_at BIGINT NOT NULL,
  settled_on TEXT,
  message TEXT,
  PRIMARY KEY (obligation, rung, receiver)
) WITHOUT ROWID;
CREATE INDEX reminder_waiting ON reminder (receiver, claimed_at, obligation, rung) WHERE settled_on IS NULL;
CREATE INDEX reminder_sent ON reminder (receiver, settled_on) WHERE message IS NOT NULL;
