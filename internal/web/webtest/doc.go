// Package webtest is the stage for tests of the pages: every area over the real services on a database of its own, with
// a clock that moves when told to and a browser without script that reads pages, follows links and sends forms.
package webtest
