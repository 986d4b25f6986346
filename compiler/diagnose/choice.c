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

/* The last pragma before the offset, or NULL. */
static const struct diagnose_levels *levels_at(const struct diagnostics *diagnostics,
                                               uint32_t offset) {
    size_t i = diagnostics->changes.count;
    while (i > 0 && diagnostics->changes.items[i - 1].offset > offset)
        i--;
    return i > 0 ? &diagnostics->changes.items[i - 1].levels : NULL;
}

static enum diagnose_level level_of(const struct diagnostics *diagnostics, size_t i,
                                    const struct diagnose_levels *pragma) {
    if (pragma && pragma->of[i] != LEVEL_DEFAULT)
        return pragma->of[i];
    enum diagnose_level chosen = diagnostics->levels ? diagnostics->levels->of[i] : LEVEL_DEFAULT;
    return chosen == LEVEL_DEFAULT ? choices[i].level : chosen;
}

enum diagnose_level diagnose__level(const struct diagnostics *diagnostics, enum diagnose_code code,
                                    uint32_t offset) {
    size_t i = find(code);
    return i == CHOICE_COUNT ? LEVEL_ERROR
                             : level_of(diagnostics, i, levels_at(diagnostics, offset));
}

bool diagnose_is_on(const struct diagnostics *diagnostics, enum diagnose_code code) {
    size_t i = find(code);
    bool is_on = i == CHOICE_COUNT || level_of(diagnostics, i, NULL) != LEVEL_OFF;
    for (size_t j = 0; !is_on && j < diagnostics->changes.count; j++)
        is_on = level_of(diagnostics, i, &diagnostics->changes.items[j].levels) != LEVEL_OFF;
    return is_on;
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

/* Letters to insert, leave out or change, at most; for names of up to 31 letters. */
static unsigned distance(const char *left, const char *right) {
    enum { LENGTH_MAX = 32 };
    unsigned row[LENGTH_MAX + 1];
    size_t width = strlen(right), height = strlen(left);
    if (width > LENGTH_MAX)
        return LENGTH_MAX;
    for (unsigned i = 0; i <= width; i++)
        row[i] = i;
    for (size_t y = 0; y < height; y++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)y + 1;
        for (size_t x = 0; x < width; x++) {
            unsigned above = row[x + 1];
            unsigned best = diagonal + (left[y] != right[x]);
            best = best < above + 1 ? best : above + 1;
            best = best < row[x] + 1 ? best : row[x] + 1;
            diagonal = above;
            row[x + 1] = best;
        }
    }
    return row[width];
}

const char *diagnose_similar_name(const char *flag) {
    const char *name = strstr(flag, "wok-");
    const char *nearest = NULL;
    unsigned least = name ? (unsigned)strlen(name) / 2 : 0;
    for (size_t i = 0; name && i < CHOICE_COUNT; i++) {
        unsigned far = distance(name + 4, choices[i].option);
        if (far < least) {
            least = far;
            nearest = choices[i].option;
        }
    }
    return nearest;
}
