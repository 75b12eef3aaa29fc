package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/companion"
	"klear/internal/modules/companion/guide"
	"klear/internal/modules/identity"
	"klear/internal/platform/jurisdiction"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// talks serves a person's own talks: for everybody else they do not exist.
type talks struct{ service *companion.Service }

// Companion registers conversations/*, exercises/* and memories/*.
func Companion(a huma.API, s *companion.Service) {
	h := talks{s}
	const tag = "conversations"
	huma.Register(a, op(http.MethodGet, "/conversations/welcome", "getWelcome", "What is said before the first word, and what you chose", tag), h.welcome)
	once(a, op(http.MethodPut, "/conversations/welcome", "acceptWelcome", "You read it; choose whether anything may be remembered", tag), h.accept)
	huma.Register(a, op(http.MethodGet, "/conversations", "listConversations", "Your talks, latest first", tag), h.list)
	once(a, op(http.MethodPost, "/conversations", "beginConversation", "Begin a talk, or take up the open one: there is one at a time", tag), h.begin)
	huma.Register(a, op(http.MethodGet, "/conversations/search", "searchConversations", "Messages that hold all words, latest first, at most 50", tag), h.search)
	huma.Register(a, op(http.MethodGet, "/conversations/export", "exportConversations", "Everything: talks, exercises, memory", tag), h.export)
	huma.Register(a, op(http.MethodGet, "/conversations/{conversation}", "getConversation", "One of your talks", tag), h.get)
	once(a, op(http.MethodPost, "/conversations/{conversation}/end", "endConversation", "End a talk", tag), h.end)
	once(a, op(http.MethodPut, "/conversations/{conversation}/summary", "summariseConversation", "Change what you keep of a talk; \"\" deletes it", tag), h.summarise)
	once(a, op(http.MethodDelete, "/conversations/{conversation}", "removeConversation", "Delete a talk with every word", tag), h.remove)
	huma.Register(a, op(http.MethodGet, "/conversations/{conversation}/messages", "listMessages", "Messages of a talk, oldest first: those after a place, for a device that follows, or the last ones before a place", tag), h.messages)
	once(a, op(http.MethodPost, "/conversations/{conversation}/messages", "sendMessage", "Write; the answer comes with it", tag), h.send)
	if s.Voice != nil {
		h.voice(a)
	}
	h.exercises(a)
	h.memories(a)
}

// WelcomeView is what is said before the first word.
type WelcomeView struct {
	Disclosure string     `json:"disclosure" doc:"that this is software, in your language"`
	Version    string     `json:"version"`
	Model      bool       `json:"model" doc:"a language model answers: what you write is sent to its server"`
	AcceptedAt *time.Time `json:"acceptedAt,omitempty" doc:"missing: you did not read this version yet, and cannot write"`
	Barred     []string   `json:"barred" enum:"dialogue,emotions,insights" doc:"what the law of your place bars; with dialogue or emotions what you write is kept as in a journal and not answered to"`
	Laws       []LawView  `json:"laws" doc:"that bar it; none: the operator does"`
	Guessed    bool       `json:"guessed" doc:"your place is not known and the strictest counts: say it in your profile"`
	Remember   bool       `json:"remember" doc:"sentences that you say about yourself may be kept"`
}

// LawView is a law that bars something.
type LawView struct {
	Place  string `json:"place" doc:"ISO 3166-1 or -2"`
	Law    string `json:"law"`
	Source string `json:"source" doc:"where it can be read"`
	Since  string `json:"since" format:"date"`
}

func viewLaw(p jurisdiction.Pack) LawView { return LawView{p.Place, p.Law, p.Source, p.Since} }

func (h talks) viewWelcome(ctx context.Context, w companion.Welcome) WelcomeView {
	who := identity.PrincipalFrom(ctx)
	rules := h.service.Rules(who)
	v := WelcomeView{Disclosure: h.service.Guide.Disclosure(who.Locale), Version: h.service.Disclosure(who), Model: h.service.Modelled(who), Remember: w.Remember,
		Barred: []string{}, Laws: viewAll(rules.Packs, viewLaw), Guessed: rules.Guessed}
	if rules.Journal() {
		v.Disclosure = h.service.Guide.Journal(who.Locale)
	}
	for _, b := range rules.Bars {
		v.Barred = append(v.Barred, string(b))
	}
	if !w.At.IsZero() {
		v.AcceptedAt = &w.At
	}
	return v
}

func (h talks) welcome(ctx context.Context, _ *struct{}) (*Out[WelcomeView], error) {
	w, err := h.service.Welcomed(ctx, identity.PrincipalFrom(ctx))
	if err != nil && !isNotWelcomed(err) {
		return nil, err
	}
	return OK(ctx, h.viewWelcome(ctx, w)), nil
}

type acceptWelcomeInput struct {
	IdempotencyHeader
	Body struct {
		Remember bool `json:"remember"`
	}
}

func (h talks) accept(ctx context.Context, in *acceptWelcomeInput) (*Out[WelcomeView], error) {
	who := identity.PrincipalFrom(ctx)
	if err := h.service.Accept(ctx, who, in.Body.Remember); err != nil {
		return nil, err
	}
	w, err := h.service.Welcomed(ctx, who)
	if err != nil {
		return nil, err
	}
	return OK(ctx, h.viewWelcome(ctx, w)), nil
}

// ConversationView is one talk. Moods are 1 to 10, missing when they were not said.
type ConversationView struct {
	ID         uuid.UUID  `json:"id" format:"uuid"`
	StartedAt  time.Time  `json:"startedAt"`
	EndedAt    *time.Time `json:"endedAt,omitempty" doc:"missing while it is open"`
	MoodBefore int        `json:"moodBefore,omitempty"`
	MoodAfter  int        `json:"moodAfter,omitempty"`
	Summary    string     `json:"summary"`
	Messages   int        `json:"messages"`
}

func viewConversation(s companion.Session) ConversationView {
	v := ConversationView{ID: s.ID, StartedAt: s.StartedAt, MoodBefore: s.MoodBefore, MoodAfter: s.MoodAfter, Summary: s.Summary, Messages: s.Messages}
	if !s.Open() {
		v.EndedAt = &s.EndedAt
	}
	return v
}

func (h talks) list(ctx context.Context, in *PageQuery) (*Out[[]ConversationView], error) {
	list, total, err := h.service.Sessions(ctx, identity.PrincipalFrom(ctx), (in.Page-1)*in.Limit, in.Limit)
	if err != nil {
		return nil, err
	}
	return OKPage(ctx, viewAll(list, viewConversation), in.Page, in.Limit, total), nil
}

type beginInput struct {
	IdempotencyHeader
	Body struct {
		Mood int `json:"mood,omitempty" minimum:"0" maximum:"10" doc:"how you are; 0 or left out is not said"`
	}
}

func (h talks) begin(ctx context.Context, in *beginInput) (*Out[ConversationView], error) {
	s, err := h.service.Begin(ctx, identity.PrincipalFrom(ctx), in.Body.Mood)
	return shownConversation(ctx, s, err)
}

func shownConversation(ctx context.Context, s companion.Session, err error) (*Out[ConversationView], error) {
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewConversation(s)), nil
}

// ConversationRef is the path of one talk.
type ConversationRef struct {
	Conversation uuid.UUID `path:"conversation" format:"uuid"`
}

func (h talks) get(ctx context.Context, in *ConversationRef) (*Out[ConversationView], error) {
	s, err := h.service.Session(ctx, identity.PrincipalFrom(ctx), in.Conversation)
	return shownConversation(ctx, s, err)
}

type endInput struct {
	ConversationRef
	IdempotencyHeader
	Body struct {
		Mood    int    `json:"mood,omitempty" minimum:"0" maximum:"10"`
		Summary string `json:"summary,omitempty" maxLength:"100000" doc:"what you keep of it; at most 2000 characters: what is longer is judged for danger and refused"`
	}
}

func (h talks) end(ctx context.Context, in *endInput) (*Out[ConversationView], error) {
	who := identity.PrincipalFrom(ctx)
	if err := h.service.End(ctx, who, in.Conversation, in.Body.Mood, in.Body.Summary); err != nil {
		return nil, err
	}
	return h.get(ctx, &in.ConversationRef)
}

type summariseInput struct {
	ConversationRef
	IdempotencyHeader
	Body struct {
		Summary string `json:"summary" maxLength:"100000" doc:"at most 2000 characters"`
	}
}

func (h talks) summarise(ctx context.Context, in *summariseInput) (*Out[ConversationView], error) {
	if err := h.service.Summarise(ctx, identity.PrincipalFrom(ctx), in.Conversation, in.Body.Summary); err != nil {
		return nil, err
	}
	return h.get(ctx, &in.ConversationRef)
}

type conversationChange struct {
	ConversationRef
	IdempotencyHeader
}

func (h talks) remove(ctx context.Context, in *conversationChange) (*Out[Empty], error) {
	return answer(ctx, h.service.Delete(ctx, identity.PrincipalFrom(ctx), in.Conversation))
}

// MessageView is one entry of a talk.
type MessageView struct {
	ID             uuid.UUID    `json:"id" format:"uuid"`
	ConversationID uuid.UUID    `json:"conversationId" format:"uuid"`
	Seq            int          `json:"seq" doc:"1 is the first of its talk"`
	Author         string       `json:"author" enum:"person,guide,model,safety" doc:"person is you; the others are software: safety are the fixed words for danger"`
	Words          string       `json:"words"`
	Choices        []ChoiceView `json:"choices"`
	SentAt         time.Time    `json:"sentAt"`
}

// ChoiceView is something offered that may be ignored.
type ChoiceView struct {
	Kind     string `json:"kind" enum:"exercise,resume,person,talk"`
	Exercise string `json:"exercise,omitempty" doc:"its slug"`
	Label    string `json:"label"`
	Minutes  int    `json:"minutes,omitempty"`
}

func viewMessage(m companion.Message) MessageView {
	return MessageView{ID: m.ID, ConversationID: m.Session, Seq: m.Seq, Author: string(m.Author), Words: m.Words, SentAt: m.SentAt,
		Choices: viewAll(m.Choices, func(c guide.Choice) ChoiceView {
			return ChoiceView{Kind: string(c.Kind), Exercise: c.Slug, Label: c.Label, Minutes: c.Minutes}
		})}
}

// viewAll is never null in JSON.
func viewAll[T, V any](list []T, view func(T) V) []V {
	out := make([]V, len(list))
	for i, x := range list {
		out[i] = view(x)
	}
	return out
}

type messagesInput struct {
	ConversationRef
	After  int `query:"after" minimum:"-1" default:"-1" doc:"those that follow this place; -1 asks for the last ones"`
	Before int `query:"before" minimum:"0" doc:"the last ones before this place; 0 is the end"`
	Limit  int `query:"limit" minimum:"1" maximum:"100" default:"50"`
}

func (h talks) messages(ctx context.Context, in *messagesInput) (*Out[[]MessageView], error) {
	who := identity.PrincipalFrom(ctx)
	read, at := h.service.Messages, in.Before
	if in.After >= 0 {
		read, at = h.service.After, in.After
	}
	list, err := read(ctx, who, in.Conversation, at, in.Limit)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewAll(list, viewMessage)), nil
}

type searchMessagesInput struct {
	Query string `query:"q" minLength:"1" maxLength:"100" required:"true"`
}

func (h talks) search(ctx context.Context, in *searchMessagesInput) (*Out[[]MessageView], error) {
	list, err := h.service.Search(ctx, identity.PrincipalFrom(ctx), in.Query)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewAll(list, viewMessage)), nil
}

// SendFields are a message on its way.
type SendFields struct {
	Words    string    `json:"words" minLength:"1" maxLength:"100000" doc:"at most 4000 characters: what is longer is judged for danger and refused"`
	Key      uuid.UUID `json:"key,omitzero" format:"uuid" doc:"your device's own key of this message: however often it is sent, it is one message"`
	Language string    `json:"language,omitempty" maxLength:"35" doc:"BCP 47; left out: your account's"`
	Zone     string    `json:"zone,omitempty" maxLength:"64" doc:"IANA; left out: your account's"`
}

func (f SendFields) sent(who identity.Principal) companion.Sent {
	in := companion.Sent{Words: f.Words, Key: f.Key, Language: f.Language, Zone: f.Zone}
	if in.Language == "" {
		in.Language = who.Locale
	}
	if in.Zone == "" {
		in.Zone = who.Zone
	}
	return in
}

type sendInput struct {
	ConversationRef
	IdempotencyHeader
	Body SendFields
}

// ExchangeView is a message with its answer.
type ExchangeView struct {
	Said   MessageView `json:"said"`
	Answer MessageView `json:"answer"`
}

func (h talks) send(ctx context.Context, in *sendInput) (*Out[ExchangeView], error) {
	who := identity.PrincipalFrom(ctx)
	x, err := h.service.Send(ctx, who, in.Conversation, in.Body.sent(who))
	if err != nil {
		return nil, companion.Shown(err) // with the words that answer danger, where it could not be kept
	}
	return OK(ctx, ExchangeView{viewMessage(x.Said), viewMessage(x.Answer)}), nil
}
