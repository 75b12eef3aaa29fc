package wallet

import "klear/internal/platform/i18n"

func data(key string, value any) i18n.D { return i18n.D{key: value} }
