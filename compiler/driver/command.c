/*
 * The arguments of gcc and clang, as a table: which of them take a value, and what they are about.
 * What the table does not name is one word that concerns every stage (-O2, -Wall, -fPIC, -march=…).
 */
#include "driver/command.h"

#include <stdio.h>
#include <string.h>

#include "driver/response.h"

enum option_form {
    EXACT = 1,    /* -c */
    SEPARATE = 2, /* -o a */
    JOINED = 4,   /* -oa, -std=c11 */
    EITHER = SEPARATE | JOINED,
};

struct option {
    const char *name;
    unsigned form;
    enum argument_kind kind;
};

/* The longest name that fits wins. */
static const struct option options[] = {
    {"-c", EXACT, ARGUMENT_GOAL},
    {"-S", EXACT, ARGUMENT_GOAL},
    {"-E", EXACT, ARGUMENT_GOAL},
    {"-M", EXACT, ARGUMENT_GOAL},
    {"-MM", EXACT, ARGUMENT_GOAL},
    {"-fsyntax-only", EXACT, ARGUMENT_GOAL},
    {"-###", EXACT, ARGUMENT_GOAL},
    {"--version", EXACT, ARGUMENT_GOAL},
    {"--help", EXACT | JOINED, ARGUMENT_GOAL},
    {"--target-help", EXACT, ARGUMENT_GOAL},
    {"-dumpversion", EXACT, ARGUMENT_GOAL},
    {"-dumpfullversion", EXACT, ARGUMENT_GOAL},
    {"-dumpmachine", EXACT, ARGUMENT_GOAL},
    {"-dumpspecs", EXACT, ARGUMENT_GOAL},
    {"-print-", JOINED, ARGUMENT_GOAL},
    {"--print-", JOINED, ARGUMENT_GOAL},

    {"-o", EITHER, ARGUMENT_OUTPUT},
    {"-x", EITHER, ARGUMENT_LANGUAGE},
    {"-save-temps", EXACT | JOINED, ARGUMENT_SAVE},
    {"--save-temps", EXACT | JOINED, ARGUMENT_SAVE},

    {"-I", EITHER, ARGUMENT_PREPROCESS},
    {"-D", EITHER, ARGUMENT_PREPROCESS},
    {"-U", EITHER, ARGUMENT_PREPROCESS},
    {"-A", EITHER, ARGUMENT_PREPROCESS},
    {"-include", SEPARATE, ARGUMENT_PREPROCESS},
    {"-include-pch", SEPARATE, ARGUMENT_PREPROCESS},
    {"-imacros", SEPARATE, ARGUMENT_PREPROCESS},
    {"-isystem", EITHER, ARGUMENT_PREPROCESS},
    {"-iquote", EITHER, ARGUMENT_PREPROCESS},
    {"-idirafter", EITHER, ARGUMENT_PREPROCESS},
    {"-iprefix", EITHER, ARGUMENT_PREPROCESS},
    {"-iwithprefix", EITHER, ARGUMENT_PREPROCESS},
    {"-iwithprefixbefore", EITHER, ARGUMENT_PREPROCESS},
    {"-isysroot", EITHER, ARGUMENT_PREPROCESS},
    {"-imultilib", SEPARATE, ARGUMENT_PREPROCESS},
    {"-nostdinc", EXACT, ARGUMENT_PREPROCESS},
    {"-undef", EXACT, ARGUMENT_PREPROCESS},
    {"-H", EXACT, ARGUMENT_PREPROCESS},
    {"-Xpreprocessor", SEPARATE, ARGUMENT_PREPROCESS},
    {"-Wp,", JOINED, ARGUMENT_PREPROCESS},

    {"-C", EXACT, ARGUMENT_PREPROCESSED},
    {"-CC", EXACT, ARGUMENT_PREPROCESSED},
    {"-P", EXACT, ARGUMENT_PREPROCESSED},
    {"-dD", EXACT, ARGUMENT_PREPROCESSED},
    {"-dI", EXACT, ARGUMENT_PREPROCESSED},
    {"-dM", EXACT, ARGUMENT_PREPROCESSED},
    {"-dN", EXACT, ARGUMENT_PREPROCESSED},
    {"-dU", EXACT, ARGUMENT_PREPROCESSED},
    {"-fdirectives-only", EXACT, ARGUMENT_PREPROCESSED},
    {"-frewrite-includes", EXACT, ARGUMENT_PREPROCESSED},

    {"-MD", EXACT, ARGUMENT_DEPENDENCY},
    {"-MMD", EXACT, ARGUMENT_DEPENDENCY},
    {"-MF", EITHER, ARGUMENT_DEPENDENCY},
    {"-MT", EITHER, ARGUMENT_DEPENDENCY},
    {"-MQ", EITHER, ARGUMENT_DEPENDENCY},
    {"-MP", EXACT, ARGUMENT_DEPENDENCY},
    {"-MG", EXACT, ARGUMENT_DEPENDENCY},
    {"-MV", EXACT, ARGUMENT_DEPENDENCY},

    {"-l", EITHER, ARGUMENT_LINK},
    {"-L", EITHER, ARGUMENT_LINK},
    {"-T", EITHER, ARGUMENT_LINK},
    {"-u", EITHER, ARGUMENT_LINK},
    {"-z", EITHER, ARGUMENT_LINK},
    {"-e", SEPARATE, ARGUMENT_LINK},
    {"-h", SEPARATE, ARGUMENT_LINK},
    {"-Wl,", JOINED, ARGUMENT_LINK},
    {"-Xlinker", SEPARATE, ARGUMENT_LINK},
    {"-framework", SEPARATE, ARGUMENT_LINK},
    {"-fuse-ld=", JOINED, ARGUMENT_LINK},
    {"-shared", EXACT, ARGUMENT_LINK},
    {"-static", EXACT, ARGUMENT_LINK},
    {"-static-pie", EXACT, ARGUMENT_LINK},
    {"-pie", EXACT, ARGUMENT_LINK},
    {"-no-pie", EXACT, ARGUMENT_LINK},
    {"-r", EXACT, ARGUMENT_LINK},
    {"-s", EXACT, ARGUMENT_LINK},
    {"-rdynamic", EXACT, ARGUMENT_LINK},
    {"-nostdlib", EXACT, ARGUMENT_LINK},
    {"-nodefaultlibs", EXACT, ARGUMENT_LINK},
    {"-nostartfiles", EXACT, ARGUMENT_LINK},
    {"-static-libgcc", EXACT, ARGUMENT_LINK},
    {"-shared-libgcc", EXACT, ARGUMENT_LINK},

    {"-B", EITHER, ARGUMENT_COMMON},
    {"-Xclang", SEPARATE, ARGUMENT_COMMON},
    {"-Xassembler", SEPARATE, ARGUMENT_COMMON},
    {"-mllvm", SEPARATE, ARGUMENT_COMMON},
    {"-arch", SEPARATE, ARGUMENT_COMMON},
    {"-target", SEPARATE, ARGUMENT_COMMON},
    {"-wrapper", SEPARATE, ARGUMENT_COMMON},
    {"-specs", SEPARATE, ARGUMENT_COMMON},
    {"-aux-info", SEPARATE, ARGUMENT_COMMON},
    {"-dumpbase", SEPARATE, ARGUMENT_COMMON},
    {"-dumpbase-ext", SEPARATE, ARGUMENT_COMMON},
    {"-dumpdir", SEPARATE, ARGUMENT_COMMON},
    {"-gcc-toolchain", SEPARATE, ARGUMENT_COMMON},
    {"--param", SEPARATE, ARGUMENT_COMMON},
    {"--sysroot", SEPARATE, ARGUMENT_COMMON},
};

void words_push(struct arena *arena, word_list *words, const char *word) {
    array_push(arena, words, word);
}

const char *const *words_finish(struct arena *arena, word_list *words) {
    array_push(arena, words, NULL);
    words->count--;
    return words->items;
}

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *command_output_name(struct arena *arena, const char *file, const char *suffix) {
    const char *base = base_name(file);
    const char *dot = strrchr(base, '.');
    int length = dot && dot != base ? (int)(dot - base) : (int)strlen(base);
    return arena_format(arena, "%.*s%s", length, base, suffix);
}

static bool is_among(const char *word, const char *const *list) {
    for (; *list; list++) {
        if (strcmp(word, *list) == 0)
            return true;
    }
    return false;
}

static const char *suffix_of(const char *file) {
    const char *dot = strrchr(base_name(file), '.');
    return dot ? dot + 1 : "";
}

/* What the suffix says, as gcc and clang read it. Everything unknown is for the linker. */
static enum language language_of_suffix(const char *file) {
    static const char *const other[] = {
        "h",   "cc",  "cp",  "cxx", "cpp", "CPP", "c++", "C",   "ii",  "m",   "mi",   "mm",  "M",
        "mii", "S",   "s",   "sx",  "asm", "hh",  "H",   "hp",  "hxx", "hpp", "HPP",  "h++", "tcc",
        "f",   "for", "f90", "F",   "d",   "go",  "adb", "ads", "cu",  "rs",  "cppm", NULL};
    const char *suffix = suffix_of(file);
    if (strcmp(suffix, "c") == 0)
        return LANGUAGE_C;
    if (strcmp(suffix, "i") == 0)
        return LANGUAGE_C_PREPROCESSED;
    return is_among(suffix, other) ? LANGUAGE_OTHER : LANGUAGE_NONE;
}

static enum language language_of_input(const struct command *command, const char *file,
                                       const char *forced) {
    if (!forced) {
        enum language language = language_of_suffix(file);
        bool is_c = language == LANGUAGE_C || language == LANGUAGE_C_PREPROCESSED;
        return is_c && command->is_cplusplus ? LANGUAGE_OTHER : language;
    }
    if (strcmp(forced, "c") == 0)
        return LANGUAGE_C;
    return strcmp(forced, "cpp-output") == 0 ? LANGUAGE_C_PREPROCESSED : LANGUAGE_OTHER;
}

bool command_names_input(const char *word) {
    static const char *const linked[] = {"o", "a", "so", "lo", "obj", NULL};
    return strcmp(word, "-") == 0 || language_of_suffix(word) != LANGUAGE_NONE ||
           is_among(suffix_of(word), linked);
}

bool command_names_launcher(const char *word) {
    static const char *const launchers[] = {"ccache", "sccache", "distcc", "icecc", NULL};
    return is_among(base_name(word), launchers);
}

/* The option that a word begins with, or NULL. */
static const struct option *find_option(const char *word) {
    const struct option *best = NULL;
    size_t best_length = 0;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        size_t length = strlen(options[i].name);
        bool whole = strcmp(word, options[i].name) == 0;
        bool fits =
            whole || ((options[i].form & JOINED) && !strncmp(word, options[i].name, length));
        if (fits && length >= best_length) {
            best = &options[i];
            best_length = length;
        }
    }
    return best;
}

static void note_goal(struct command *command, const char *name) {
    static const struct {
        const char *name;
        enum goal goal;
    } goals[] = {
        {"-c", GOAL_OBJECT},     {"-S", GOAL_ASSEMBLY},      {"-fsyntax-only", GOAL_SYNTAX},
        {"-E", GOAL_PREPROCESS}, {"-MM", GOAL_DEPENDENCIES}, {"-M", GOAL_DEPENDENCIES},
    };
    enum goal goal = GOAL_QUERY;
    for (size_t i = 0; i < sizeof goals / sizeof *goals; i++) {
        if (strcmp(name, goals[i].name) == 0)
            goal = goals[i].goal;
    }
    /* The earliest stage asked for is where the compiler stops: the enumeration is in that order. */
    if (goal > command->goal)
        command->goal = goal;
}

static void note_link(struct command *command, const struct argument *argument) {
    const char *name = argument->name;
    if (strcmp(name, "-shared") == 0)
        command->is_shared = true;
    else if (strcmp(name, "-r") == 0)
        command->is_relocatable = true;
    else if (strcmp(name, "-nostdlib") == 0 || strcmp(name, "-nodefaultlibs") == 0)
        command->has_no_libraries = true;
    else if (strcmp(name, "-l") == 0 && strcmp(argument->value, "wok") == 0)
        command->has_wok_library = true;
}

static void note_dependency(struct command *command, const char *name) {
    if (strcmp(name, "-MD") == 0 || strcmp(name, "-MMD") == 0)
        command->has_dependency_file = true;
    else if (strcmp(name, "-MF") == 0)
        command->has_dependency_name = true;
    else if (strcmp(name, "-MT") == 0 || strcmp(name, "-MQ") == 0)
        command->has_dependency_target = true;
}

/* Whatever of the command is decided by this argument alone. */
static void note_argument(struct command *command, const struct argument *argument) {
    switch (argument->kind) {
    case ARGUMENT_GOAL:
        note_goal(command, argument->name);
        break;
    case ARGUMENT_OUTPUT:
        command->output = argument->value;
        break;
    case ARGUMENT_LANGUAGE:
        command->forced_at_end = strcmp(argument->value, "none") == 0 ? NULL : argument->value;
        break;
    case ARGUMENT_LINK:
        note_link(command, argument);
        break;
    case ARGUMENT_DEPENDENCY:
        note_dependency(command, argument->name);
        break;
    default:
        if (strstr(argument->words[0], "-fdiagnostics-color") == argument->words[0] ||
            strstr(argument->words[0], "-fno-diagnostics-color") == argument->words[0])
            command->has_colour_choice = true;
    }
}

static void add_input(struct command *command, const char *file) {
    struct argument argument = {.kind = ARGUMENT_INPUT, .name = file, .words = {file}};
    argument.forced = command->forced_at_end;
    argument.language = language_of_input(command, file, argument.forced);
    const char *base = base_name(file);
    if (strcmp(base, "libwok.a") == 0 || strncmp(base, "libwok.so", 9) == 0)
        command->has_wok_library = true;
    command->input_count++;
    if (argument.language == LANGUAGE_C || argument.language == LANGUAGE_C_PREPROCESSED)
        command->c_count++;
    if (argument.language == LANGUAGE_OTHER)
        command->has_other_source = true;
    array_push(command->arena, &command->arguments, argument);
}

/* One option, with its value if it has one: returns how many words it took, 0 after a message. */
static unsigned add_option(struct command *command, const char *const *words) {
    const struct option *option = find_option(words[0]);
    struct argument argument = {.kind = ARGUMENT_COMMON, .name = words[0], .words = {words[0]}};
    if (option) {
        argument.kind = option->kind;
        argument.name = option->name;
        bool whole = strcmp(words[0], option->name) == 0;
        if (!whole) {
            argument.value = words[0] + strlen(option->name);
        } else if (option->form & SEPARATE) {
            if (!words[1]) {
                fprintf(stderr, "wokcc: '%s' needs a value after it\n", words[0]);
                return 0;
            }
            argument.value = argument.words[1] = words[1];
        }
    }
    note_argument(command, &argument);
    array_push(command->arena, &command->arguments, argument);
    return argument.words[1] ? 2 : 1;
}

static bool read_arguments(struct command *command, const char *const *words) {
    bool only_inputs = false;
    while (*words) {
        if (only_inputs || **words != '-' || strcmp(*words, "-") == 0) {
            add_input(command, *words++);
            continue;
        }
        /* Not an argument of its own: what we compose has options behind inputs. */
        if (strcmp(*words, "--") == 0) {
            only_inputs = true;
            words++;
            continue;
        }
        unsigned taken = add_option(command, words);
        if (taken == 0)
            return false;
        words += taken;
    }
    if (command->input_count == 0)
        command->goal = GOAL_QUERY;
    return true;
}

bool command_read(struct arena *arena, const char *const *compiler, const char *const *arguments,
                  struct command *command) {
    *command = (struct command){.arena = arena};
    for (; *compiler; compiler++)
        words_push(arena, &command->compiler, *compiler);
    for (; *arguments; arguments++) {
        words_push(arena, &command->original, *arguments);
        if (!response_expand(arena, *arguments, &command->expanded))
            return false;
    }
    const char *driver = command->compiler.items[command->compiler.count - 1];
    command->is_cplusplus = strstr(base_name(driver), "++") != NULL;
    return read_arguments(command, words_finish(arena, &command->expanded));
}
