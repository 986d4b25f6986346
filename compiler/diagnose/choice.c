/* Which findings are shown, and as what: the table of DIAGNOSE_CHOICES and the user's flags. */
#include <string.h>

#include "diagnose/internal.h"

struct choice {
    enum diagnose_code code;
    const char *option;
    enum diagnose_level level;
};

static const struct choice choices[CHOICE_COUNT] = {
#define X(name, option, level) {DIAGNOSE_##name, option, LEVEL_##level},
    DIAGNOSE_CHOICES(X)
#undef X
};

static size_t find(enum diagnose_code code) {
    size_t i = 0;
    while (i < CHOICE_COUNT && choices[i].code != code)
        i++;
    return i;
}

const char *diagnose__option(enum diagnose_code code) {
    size_t i = find(code);
    return i < CHOICE_COUNT ? choices[i].option : NULL;
}

enum diagnose_level diagnose__level(const struct diagnostics *diagnostics,
                                    enum diagnose_code code) {
    size_t i = find(code);
    if (i == CHOICE_COUNT)
        return LEVEL_ERROR;
    enum diagnose_level chosen = diagnostics->levels ? diagnostics->levels->of[i] : LEVEL_DEFAULT;
    return chosen == LEVEL_DEFAULT ? choices[i].level : chosen;
}

bool diagnose_is_on(const struct diagnostics *diagnostics, enum diagnose_code code) {
    return diagnose__level(diagnostics, code) != LEVEL_OFF;
}

/* An error that is only not to be an error stays a warning; -Wwok-NAME turns on what was off. */
static enum diagnose_level level_after(enum diagnose_level asked, enum diagnose_level present,
                                       size_t index) {
    if (asked != LEVEL_DEFAULT)
        return asked;
    return present == LEVEL_OFF ? choices[index].level : present;
}

bool diagnose_read_flag(const char *word, struct diagnose_levels *levels) {
    static const struct {
        const char *prefix;
        enum diagnose_level level;
    } forms[] = {{"-Wno-error=wok", LEVEL_WARNING},
                 {"-Werror=wok", LEVEL_ERROR},
                 {"-Wno-wok", LEVEL_OFF},
                 {"-Wwok", LEVEL_DEFAULT}};
    size_t form = 0, count = sizeof forms / sizeof forms[0];
    while (form < count && strncmp(word, forms[form].prefix, strlen(forms[form].prefix)) != 0)
        form++;
    if (form == count)
        return false;
    const char *name = word + strlen(forms[form].prefix);
    bool is_known = *name == '\0';
    for (size_t i = 0; i < CHOICE_COUNT; i++) {
        if (*name != '\0' && (*name != '-' || strcmp(name + 1, choices[i].option) != 0))
            continue;
        levels->of[i] = level_after(forms[form].level, levels->of[i], i);
        is_known = true;
    }
    return is_known;
}
