#include "driver/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef WOKCC_VERSION
#error "the build defines WOKCC_VERSION"
#endif

static const char HELP[] =
    "usage: wokcc [OPTIONS] COMPILER ARGUMENTS...   in front of a compiler: wokcc gcc -c a.c\n"
    "       wokcc [OPTIONS] ARGUMENTS...            alone: wokcc a.c -o a\n"
    "\n"
    "Compiles async C. Files without a word of it go to the compiler as they are; when linking,\n"
    "libwok is added. COMPILER is gcc or clang by any name; launchers such as ccache may stand\n"
    "before it, and before wokcc. Alone, wokcc runs $WOKCC_CC, or else gcc or cc.\n"
    "\n"
    "  --print=STAGE       print what a stage found, and compile nothing (may be given again):\n"
    "                      marks  the words and where they stand\n"
    "                      tree   the syntax tree\n"
    "                      steps  the normal form: one step for each await\n"
    "                      flow   the control-flow graph over the steps\n"
    "                      live   what is alive at each await\n"
    "                      frame  the slots of each frame\n"
    "                      c      the C that the compiler gets\n"
    "  --erase             write the sequential program, to standard output or to -o\n"
    "  --backend=KIND      how async functions are compiled: fast (the default), or reference,\n"
    "                      which keeps everything in the frame, each thing in its own place\n"
    "  --libwok=KIND       static (the default for programs), shared (the default for -shared),\n"
    "                      or none\n"
    "  --explain CODE      what a message means: a wrong program and a right one\n"
    "  --diagnostics=KIND  text; json: an object a line; sarif: a log of SARIF 2.1.0; all on\n"
    "                      standard error\n"
    "  -Wwok-NAME -Wno-wok-NAME -Werror=wok-NAME -Wno-error=wok-NAME\n"
    "                      what a finding is: on, off, an error, a warning; without -NAME all\n"
    "                      of them; see docs/reference/diagnostics.md\n"
    "  --version, --help\n"
    "\n"
    "With -E the output is the preprocessed text that wokcc reads, so that ccache and distcc see\n"
    "everything that matters.\n";

static bool value_of(const char *word, const char *option, const char **value) {
    size_t length = strlen(option);
    if (strncmp(word, option, length) != 0 || word[length] != '=')
        return false;
    *value = word + length + 1;
    return true;
}

static bool read_print(const char *value, struct options *options) {
    static const char *const stages[] = {"marks", "tree", "steps", "flow", "live", "frame", "c"};
    for (unsigned i = 0; i < sizeof stages / sizeof *stages; i++) {
        if (strcmp(value, stages[i]) == 0) {
            options->print |= 1u << i;
            return true;
        }
    }
    fprintf(stderr, "wokcc: --print=%s: the stages are marks, tree, steps, flow, live, frame, c\n",
            value);
    return false;
}

static bool read_library(const char *value, struct options *options) {
    static const char *const kinds[] = {"", "static", "shared", "none"};
    for (unsigned i = LIBRARY_STATIC; i <= LIBRARY_NONE; i++) {
        if (strcmp(value, kinds[i]) == 0) {
            options->library = i;
            return true;
        }
    }
    fprintf(stderr, "wokcc: --libwok=%s: the kinds are static, shared, none\n", value);
    return false;
}

static bool read_backend(const char *value, struct options *options) {
    options->backend = strcmp(value, "reference") == 0 ? BACKEND_REFERENCE : BACKEND_FAST;
    if (options->backend == BACKEND_REFERENCE || strcmp(value, "fast") == 0)
        return true;
    fprintf(stderr, "wokcc: --backend=%s: fast or reference\n", value);
    return false;
}

static bool read_residence(const char *value, struct options *options) {
    static const char *const rules[] = {"cost", "frame", "cached"};
    for (unsigned i = RESIDENCE_BY_COST; i <= RESIDENCE_ALL_CACHED; i++) {
        if (strcmp(value, rules[i]) == 0) {
            options->residence_rule = i;
            return true;
        }
    }
    fprintf(stderr, "wokcc: --residence=%s: cost, frame or cached\n", value);
    return false;
}

static bool is_level(const char *word) {
    static const char *const forms[] = {"-Wwok", "-Wno-wok", "-Werror=wok", "-Wno-error=wok"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (strncmp(word, forms[i], strlen(forms[i])) == 0)
            return true;
    return false;
}

static bool read_level(const char *word, struct options *options) {
    if (diagnose_read_flag(word, &options->levels))
        return true;
    const char *similar = diagnose_similar_name(word);
    fprintf(stderr, "wokcc: %s: there is no such finding; ", word);
    if (similar)
        fprintf(stderr, "the nearest is `wok-%s`; ", similar);
    fputs("docs/reference/diagnostics.md lists them\n", stderr);
    return false;
}

/* They may also stand among the compiler's own, as in CFLAGS; the compiler does not get them. */
static bool take_levels(struct arena *arena, const char *const **words, struct options *options) {
    word_list kept = {0};
    for (const char *const *word = *words; *word; word++) {
        if (!is_level(*word))
            words_push(arena, &kept, *word);
        else if (!read_level(*word, options))
            return false;
    }
    *words = words_finish(arena, &kept);
    return true;
}

static enum options_answer explain(const char *code) {
    const char *page = code ? diagnose_page(code) : NULL;
    if (page) {
        fputs(page, stdout);
        return OPTIONS_DONE;
    }
    fprintf(stderr, "wokcc: --explain takes a code as the messages show it: --explain E0101\n");
    return OPTIONS_WRONG;
}

static bool read_diagnostics(const char *value, struct options *options) {
    static const char *const formats[] = {
        [DIAGNOSE_AS_TEXT] = "text", [DIAGNOSE_AS_JSON] = "json", [DIAGNOSE_AS_SARIF] = "sarif"};
    for (unsigned i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strcmp(value, formats[i]) != 0)
            continue;
        options->format = (enum diagnose_format)i;
        return true;
    }
    fprintf(stderr, "wokcc: --diagnostics=%s: text, json or sarif\n", value);
    return false;
}

/* WRONG for our option with a bad value; `*ours` says whether it was one of ours at all. */
static enum options_answer read_option(const char *word, struct options *options, bool *ours) {
    const char *value;
    *ours = true;
    if (strcmp(word, "--help") == 0) {
        fputs(HELP, stdout);
        return OPTIONS_DONE;
    }
    if (strcmp(word, "--version") == 0) {
        puts("wokcc " WOKCC_VERSION);
        return OPTIONS_DONE;
    }
    if (strcmp(word, "--erase") == 0) {
        options->erase = true;
        return OPTIONS_GO;
    }
    if (is_level(word))
        return read_level(word, options) ? OPTIONS_GO : OPTIONS_WRONG;
    if (strcmp(word, "--garble") == 0) {
        options->garbles = true;
        return OPTIONS_GO;
    }
    if (value_of(word, "--print", &value))
        return read_print(value, options) ? OPTIONS_GO : OPTIONS_WRONG;
    if (value_of(word, "--explain", &value))
        return explain(value);
    if (value_of(word, "--diagnostics", &value))
        return read_diagnostics(value, options) ? OPTIONS_GO : OPTIONS_WRONG;
    if (value_of(word, "--libwok", &value))
        return read_library(value, options) ? OPTIONS_GO : OPTIONS_WRONG;
    if (value_of(word, "--residence", &value))
        return read_residence(value, options) ? OPTIONS_GO : OPTIONS_WRONG;
    if (value_of(word, "--backend", &value))
        return read_backend(value, options) ? OPTIONS_GO : OPTIONS_WRONG;
    *ours = false;
    return OPTIONS_GO;
}

static bool is_in_path(struct arena *arena, const char *program) {
    const char *path = getenv("PATH");
    while (path && *path) {
        size_t length = strcspn(path, ":");
        if (access(arena_format(arena, "%.*s/%s", (int)length, path, program), X_OK) == 0)
            return true;
        path += length + (path[length] == ':');
    }
    return false;
}

/* $WOKCC_CC, which may be several words, or gcc, or cc. */
static void default_compiler(struct arena *arena, word_list *compiler) {
    const char *chosen = getenv("WOKCC_CC");
    while (chosen && *chosen) {
        size_t space = strspn(chosen, " \t"), length = strcspn(chosen + space, " \t");
        if (length > 0)
            words_push(arena, compiler, arena_copy(arena, chosen + space, length));
        chosen += space + length;
    }
    if (compiler->count == 0)
        words_push(arena, compiler, is_in_path(arena, "gcc") ? "gcc" : "cc");
}

static bool is_wokcc(const char *word) {
    const char *slash = strrchr(word, '/');
    return strcmp(slash ? slash + 1 : word, "wokcc") == 0;
}

enum options_answer options_read(struct arena *arena, const char *const *words,
                                 struct options *options, word_list *compiler,
                                 const char *const **rest) {
    for (; *words; words++) {
        bool ours;
        if (strcmp(*words, "--explain") == 0)
            return explain(words[1]);
        enum options_answer answer = read_option(*words, options, &ours);
        if (answer != OPTIONS_GO)
            return answer;
        if (!ours)
            break;
    }
    if (!*words) {
        fputs("wokcc: nothing to compile; `wokcc --help` says how to use it\n", stderr);
        return OPTIONS_WRONG;
    }
    while (*words && command_names_launcher(*words))
        words_push(arena, compiler, *words++);
    if (*words && **words != '-' && **words != '@' && !command_names_input(*words))
        words_push(arena, compiler, *words++);
    else
        default_compiler(arena, compiler);
    if (is_wokcc(compiler->items[compiler->count - 1])) {
        fputs("wokcc: the compiler behind wokcc is wokcc itself\n", stderr);
        return OPTIONS_WRONG;
    }
    *rest = words;
    return take_levels(arena, rest, options) ? OPTIONS_GO : OPTIONS_WRONG;
}
