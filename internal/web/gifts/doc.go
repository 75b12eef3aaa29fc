// Package gifts serves credit: buying a gift, the gift that was bought, and what somebody has to spend.
package gifts
