namespace Smtp.Host.Storage;

/// <summary>What lists and searches need beside the messages themselves.</summary>
internal static class IndexSchema
{
    // entries, filed, tags and words are made of the messages, behind the back of whoever sends them. A deleted message keeps all of it until it is purged, so that it can come back.
    public const string Schema = """
        ALTER TABLE messages ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE messages ADD COLUMN deleted_at INTEGER;
        CREATE INDEX messages_to_index ON messages (key) WHERE indexed = 0 AND kept = 1;
        CREATE INDEX messages_deleted ON messages (deleted_at) WHERE deleted_at IS NOT NULL;
        CREATE TABLE entries (
            message INTEGER PRIMARY KEY REFERENCES messages (key) ON DELETE CASCADE,
            id TEXT NOT NULL,
            received_at INTEGER NOT NULL,
            size INTEGER NOT NULL,
            attachments INTEGER NOT NULL,
            inlines INTEGER NOT NULL,
            unread INTEGER NOT NULL,
            deleted_at INTEGER,
            date INTEGER,
            date_offset INTEGER,
            subject TEXT NOT NULL,
            addresses TEXT NOT NULL,
            message_id TEXT NOT NULL,
            snippet TEXT NOT NULL,
            user TEXT,
            session TEXT NOT NULL
        ) STRICT;
        CREATE INDEX entries_shown ON entries (message, received_at, size, attachments, inlines, unread) WHERE deleted_at IS NULL;
        CREATE TABLE filed (
            mailbox TEXT NOT NULL COLLATE NOCASE,
            message INTEGER NOT NULL REFERENCES entries (message) ON DELETE CASCADE,
            unread INTEGER NOT NULL,
            shown INTEGER NOT NULL,
            PRIMARY KEY (mailbox, message)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX filed_by_message ON filed (message);
        CREATE TABLE tags (
            tag TEXT NOT NULL COLLATE NOCASE,
            message INTEGER NOT NULL REFERENCES entries (message) ON DELETE CASCADE,
            PRIMARY KEY (tag, message)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX tags_by_message ON tags (message);
        CREATE VIRTUAL TABLE words USING fts5(
            subject, sender, recipient, cc, bcc, reply_to, message_id, files, body,
            content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');
        CREATE TRIGGER entries_gone AFTER DELETE ON entries BEGIN
            DELETE FROM words WHERE rowid = OLD.message;
        END;
        CREATE TRIGGER entries_changed AFTER UPDATE OF unread, deleted_at ON entries BEGIN
            UPDATE filed SET unread = NEW.unread, shown = NEW.deleted_at IS NULL WHERE message = NEW.message;
        END;
        CREATE TRIGGER messages_deleted_changed AFTER UPDATE OF deleted_at ON messages BEGIN
            UPDATE entries SET deleted_at = NEW.deleted_at WHERE message = NEW.key;
        END;
        CREATE TRIGGER messages_kept_no_more AFTER UPDATE OF kept ON messages WHEN NEW.kept = 0 BEGIN
            DELETE FROM entries WHERE message = NEW.key;
            UPDATE messages SET indexed = 0, deleted_at = NULL WHERE key = NEW.key;
        END;
        CREATE TRIGGER recipients_filed AFTER UPDATE OF mailbox ON recipients WHEN NEW.mailbox IS NOT NULL BEGIN
            UPDATE messages SET indexed = 0 WHERE key = NEW.message AND indexed = 1;
        END;
        """;

    // What is behind the last message of the index is still to be taken into it: an index of those would cost every message a page that
    // is written. Only what is to be taken in again (2) has one.
    public const string Again = """
        DROP INDEX messages_to_index;
        UPDATE messages SET indexed = 2 WHERE indexed = 0 AND kept = 1;
        CREATE INDEX messages_to_index ON messages (key) WHERE indexed = 2 AND kept = 1;
        DROP TRIGGER recipients_filed;
        CREATE TRIGGER recipients_filed AFTER UPDATE OF mailbox ON recipients WHEN NEW.mailbox IS NOT NULL BEGIN
            UPDATE messages SET indexed = 2 WHERE key = NEW.message;
        END;
        """;

    // How many messages there are stands on every page: it is kept, not counted.
    public const string Counts = """
        CREATE TABLE boxes (
            mailbox TEXT NOT NULL COLLATE NOCASE PRIMARY KEY,
            total INTEGER NOT NULL,
            unread INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO boxes SELECT mailbox, count(*), sum(unread) FROM filed WHERE shown = 1 GROUP BY mailbox;
        INSERT INTO counters SELECT 'shown', count(*) FROM entries WHERE deleted_at IS NULL;
        INSERT INTO counters SELECT 'unread', coalesce(sum(unread), 0) FROM entries WHERE deleted_at IS NULL;
        CREATE TRIGGER filed_counted AFTER INSERT ON filed WHEN NEW.shown = 1 BEGIN
            INSERT INTO boxes VALUES (NEW.mailbox, 1, NEW.unread)
            ON CONFLICT (mailbox) DO UPDATE SET total = total + 1, unread = unread + excluded.unread;
        END;
        CREATE TRIGGER filed_uncounted AFTER DELETE ON filed WHEN OLD.shown = 1 BEGIN
            UPDATE boxes SET total = total - 1, unread = unread - OLD.unread WHERE mailbox = OLD.mailbox;
        END;
        CREATE TRIGGER filed_recounted AFTER UPDATE OF unread, shown ON filed BEGIN
            INSERT INTO boxes VALUES (NEW.mailbox, NEW.shown - OLD.shown, NEW.unread * NEW.shown - OLD.unread * OLD.shown)
            ON CONFLICT (mailbox) DO UPDATE SET total = total + excluded.total, unread = unread + excluded.unread;
        END;
        CREATE TRIGGER entries_counted AFTER INSERT ON entries WHEN NEW.deleted_at IS NULL BEGIN
            UPDATE counters SET value = value + 1 WHERE name = 'shown';
            UPDATE counters SET value = value + NEW.unread WHERE name = 'unread';
        END;
        CREATE TRIGGER entries_uncounted AFTER DELETE ON entries WHEN OLD.deleted_at IS NULL BEGIN
            UPDATE counters SET value = value - 1 WHERE name = 'shown';
            UPDATE counters SET value = value - OLD.unread WHERE name = 'unread';
        END;
        CREATE TRIGGER entries_recounted AFTER UPDATE OF unread, deleted_at ON entries BEGIN
            UPDATE counters SET value = value + (NEW.deleted_at IS NULL) - (OLD.deleted_at IS NULL) WHERE name = 'shown';
            UPDATE counters SET value = value + NEW.unread * (NEW.deleted_at IS NULL) - OLD.unread * (OLD.deleted_at IS NULL) WHERE name = 'unread';
        END;
        """;
}
