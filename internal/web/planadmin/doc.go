// Package planadmin is where operators make plans and date their terms: /admin/plans.
package planadmin
