package companion

import (
	"encoding/json"
	"time"

	"klear/internal/modules/companion/guide"
	"klear/internal/modules/companion/internal/companiondb"
	"klear/internal/platform/crypto"

	"github.com/google/uuid"
)

// Author is who wrote a message.
type Author string

// The authors. Person is the one whose talk it is; the others are software.
const (
	Person  Author = "person"
	ByGuide Author = "guide"
	ByModel Author = "model"
	BySafe  Author = "safety"
)

// Message is one entry of a talk.
type Message struct {
	ID      uuid.UUID
	Session uuid.UUID
	Seq     int // 1 is the first of its talk
	Author  Author
	Words   string
	Choices []guide.Choice
	Level   Level // how the person's message was judged; of an answer, that of what it answers
	SentAt  time.Time
}

// body is what is sealed of a message.
type body struct {
	Words   string         `json:"words"`
	Said    []string       `json:"said,omitempty"` // the texts of the guide, by name
	Choices []guide.Choice `json:"choices,omitempty"`
}

func (b body) seal(key *crypto.DataKey, id uuid.UUID) ([]byte, error) {
	raw, err := json.Marshal(b)
	if err != nil {
		return nil, err
	}
	return key.Seal(raw, bodyOf(id))
}

func openBody(key *crypto.DataKey, id uuid.UUID, sealed []byte) (b body, err error) {
	raw, err := key.Open(sealed, bodyOf(id))
	if err == nil {
		err = json.Unmarshal(raw, &b)
	}
	return b, err
}

func openMessage(key *crypto.DataKey, row companiondb.CompanionMessage) (Message, error) {
	b, err := openBody(key, row.ID, row.BodySealed)
	return Message{ID: row.ID, Session: row.SessionID, Seq: int(row.Seq), Author: Author(row.Author), Words: b.Words, Choices: b.Choices,
		Level: Level(row.Level), SentAt: row.SentAt.UTC()}, err
}

func openMessages(key *crypto.DataKey, rows []companiondb.CompanionMessage) ([]Message, error) {
	out := make([]Message, len(rows))
	for i, r := range rows {
		m, err := openMessage(key, r)
		if err != nil {
			return nil, err
		}
		out[i] = m
	}
	return out, nil
}
