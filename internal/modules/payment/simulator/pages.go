package simulator

import (
	"html/template"
	"net/http"
	"net/url"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
)

// pages are plain on purpose: they stand for another company, in one language.
var pages = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{.Title}}</title></head>
<body><main><h1>{{.Title}}</h1><p>This stands in for a bank while payments are simulated. No money moves.</p>
{{if .Open}}<form method="post"><p>{{.Question}}</p>
{{if .Banks}}<p><label>Account <select name="bank">{{range .Banks}}<option>{{.}}</option>{{end}}</select></label></p><button>Use this account</button>
{{else}}<button name="answer" value="yes">Yes</button> <button name="answer" value="no">No</button>{{end}}</form>
{{else}}<p>This question was answered.</p>{{end}}
{{with .Back}}<p><a href="{{.}}">Back</a></p>{{end}}</main></body></html>
`))

type pageView struct {
	Title, Question, Back string
	Open                  bool
	Banks                 []string
}

// mountPages serves the pages that people are sent to by ActionURL and by a payee's URL.
func (s Server) mountPages(mux *http.ServeMux) {
	mux.HandleFunc("GET "+sandbox.ChallengePath+"{ref}", s.showChallenge)
	mux.HandleFunc("POST "+sandbox.ChallengePath+"{ref}", s.answerChallenge)
	mux.HandleFunc("GET "+sandbox.PayeePath+"{ref}", s.showPayee)
	mux.HandleFunc("POST "+sandbox.PayeePath+"{ref}", s.answerPayee)
}

func (s Server) showChallenge(w http.ResponseWriter, r *http.Request) {
	c, err := s.gateway.Challenge(r.Context(), r.PathValue("ref"))
	v := pageView{Title: "Your bank", Question: "Keep " + c.Method + "?", Back: webAddress(c.ReturnURL), Open: c.Open}
	if c.Amount.Minor > 0 {
		v.Question = "Pay " + c.Amount.Decimal() + " " + c.Amount.Currency + " with " + c.Method + "?"
	}
	show(w, v, err)
}

func (s Server) answerChallenge(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	ref := r.PathValue("ref")
	c, err := s.gateway.Challenge(r.Context(), ref)
	if err == nil && c.Open {
		err = s.gateway.CompleteChallenge(r.Context(), ref, r.FormValue("answer") == "yes")
	}
	goBack(w, r, c.ReturnURL, err)
}

func (s Server) showPayee(w http.ResponseWriter, r *http.Request) {
	p, err := s.gateway.Registration(r.Context(), r.PathValue("ref"))
	show(w, pageView{Title: "Bank account", Question: "Where should your money go?", Back: webAddress(p.ReturnURL), Open: p.Bank == "",
		Banks: []string{sandbox.BankPays, sandbox.BankReturns, sandbox.BankFails}}, err)
}

func (s Server) answerPayee(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	ref := r.PathValue("ref")
	p, err := s.gateway.Registration(r.Context(), ref)
	number := r.FormValue("bank")
	if err == nil && number == "" { // only the controls take an account away
		err = payment.ErrTestBankOnly
	}
	if err == nil {
		err = s.gateway.SetBank(r.Context(), ref, number)
	}
	goBack(w, r, p.ReturnURL, err)
}

func show(w http.ResponseWriter, v pageView, err error) {
	if err != nil {
		refuse(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	_ = pages.Execute(w, v) // whoever asked is gone
}

// goBack leads to where the person came from, or shows the page again.
func goBack(w http.ResponseWriter, r *http.Request, to string, err error) {
	if err != nil {
		refuse(w, err)
		return
	}
	if to = webAddress(to); to == "" {
		to = r.URL.Path
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// webAddress keeps addresses of the web and drops everything else that a link could be.
func webAddress(s string) string {
	if u, err := url.Parse(s); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	return s
}
