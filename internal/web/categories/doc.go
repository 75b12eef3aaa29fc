// Package categories is where operators shape the tree of categories: add, rename, move, order and take out of the offer.
package categories

import "klear/internal/platform/i18n"

func d(k string, v any) i18n.D { return i18n.D{k: v} }
