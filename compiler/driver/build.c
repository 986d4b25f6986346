#include "driver/build.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "driver/compose.h"
#include "driver/fallthrough.h"
#include "driver/file.h"
#include "driver/locate.h"
#include "driver/preprocess.h"
#include "driver/process.h"
#include "driver/temporary.h"
#include "driver/unit.h"

struct build {
    struct arena *arena;
    const struct options *options;
    const struct command *command;
    struct location location;
    struct held_signals held;
    word_list language_flags;
    int standard_input; /* what we read from it, to be read again; -1 = not read */
    bool failed;
};

/* What the C parser has to know to read preprocessed text as the compiler does. */
static void read_language_flags(struct build *build) {
    static const char *const prefixes[] = {"-std=",
                                           "-ansi",
                                           "-fsigned-char",
                                           "-funsigned-char",
                                           "-fshort-enums",
                                           "-fshort-wchar",
                                           "-fms-extensions",
                                           "-fgnu89-inline",
                                           "-fopenmp",
                                           "-m32",
                                           "-m64",
                                           "-mx32",
                                           "-march=",
                                           "-msse",
                                           "-mavx",
                                           "-mbmi",
                                           "-mfma",
                                           "-mf16c",
                                           "-maes",
                                           "-mpclmul",
                                           "-mpopcnt",
                                           "-mlzcnt",
                                           NULL};
    for (size_t i = 0; i < build->command->expanded.count; i++) {
        const char *word = build->command->expanded.items[i];
        for (const char *const *prefix = prefixes; *prefix; prefix++) {
            if (strncmp(word, *prefix, strlen(*prefix)) == 0)
                words_push(build->arena, &build->language_flags, word);
        }
    }
}

/* Standard input can be read once, but may be needed twice: by the preprocessor and as it was. */
static bool keep_standard_input(struct build *build) {
    struct buffer text;
    int error = file_read_all(build->arena, STDIN_FILENO, &text);
    if (error == 0) {
        build->standard_input = memfd_create("standard input", MFD_CLOEXEC);
        error = build->standard_input < 0
                    ? -1
                    : file_write_all(build->standard_input, text.data, text.length);
    }
    if (error < 0)
        fputs("wokcc: standard input cannot be read\n", stderr);
    return error == 0;
}

static void rewind_standard_input(const struct build *build) {
    if (build->standard_input >= 0)
        lseek(build->standard_input, 0, SEEK_SET);
}

/*
 * The input's preprocessed text into `text`. `*messages` is what the preprocessor said, to be shown
 * only if the compiler will not say it again. False when that was an error.
 */
static bool read_input(struct build *build, const struct argument *input, struct buffer *text,
                       const char **messages) {
    *messages = "";
    if (input->language == LANGUAGE_C_PREPROCESSED) {
        bool is_stdin = strcmp(input->name, "-") == 0;
        int error = is_stdin ? file_read_all(build->arena, build->standard_input, text)
                             : file_read(build->arena, input->name, text);
        if (error < 0)
            fprintf(stderr, "wokcc: %s: %s\n", input->name, strerror(-error));
        return error == 0;
    }
    struct preprocessed result;
    signals_hold(&build->held);
    preprocess(build->command, input, &build->location, build->standard_input, &build->held,
               &result);
    signals_release(&build->held);
    *text = result.text;
    *messages = result.messages.data ? result.messages.data : "";
    if (result.status == 0)
        return true;
    fputs(*messages, stderr);
    return false;
}

static enum unit_answer compile_text(struct build *build, const struct argument *input,
                                     const struct buffer *text, struct buffer *output) {
    struct unit_options options = {
        .text = text->data,
        .length = text->length,
        .main_file = strcmp(input->name, "-") == 0 ? "<stdin>" : input->name,
        .language_flags = words_finish(build->arena, &build->language_flags),
        .language_flag_count = build->language_flags.count,
        .print = build->options->print,
        .erase = build->options->erase,
        .format = build->options->format,
        .backend = build->options->backend,
        .residence_rule = build->options->residence_rule,
        .garbles = build->options->garbles,
        .levels = &build->options->levels,
    };
    options.text = fallthrough_restore(build->arena, options.text, &options.length);
    return compile_unit(&options, output);
}

/* Compiles one input if it is async C. `emitted->data` stays NULL otherwise. */
static void compile_input(struct build *build, const struct argument *input,
                          struct buffer *emitted) {
    struct buffer text, output;
    const char *messages;
    rewind_standard_input(build);
    buffer_init(&output, build->arena);
    if (!read_input(build, input, &text, &messages)) {
        build->failed = true;
        return;
    }
    enum unit_answer answer = UNIT_PLAIN;
    if (unit_may_have_words(text.data, text.length))
        answer = compile_text(build, input, &text, &output);
    if (answer != UNIT_PLAIN)
        fputs(messages, stderr);
    if (answer == UNIT_WRONG)
        build->failed = true;
    if (answer == UNIT_EMITTED)
        *emitted = output;
    /* Plain text is its own sequential program, and what the compiler gets. */
    if (answer == UNIT_PLAIN && (build->options->erase || build->options->print & PRINT_C))
        *emitted = text;
}

/* Standard output, or -o. */
static bool show(const struct build *build, const struct buffer *emitted, size_t count) {
    const char *path = build->options->erase ? build->command->output : NULL;
    struct buffer all;
    buffer_init(&all, build->arena);
    for (size_t i = 0; i < count; i++) {
        if (emitted[i].data)
            buffer_append(&all, emitted[i].data, emitted[i].length);
    }
    fflush(stdout);
    int error = path ? file_write(path, all.data, all.length)
                     : file_write_all(STDOUT_FILENO, all.data, all.length);
    if (error < 0)
        fprintf(stderr, "wokcc: cannot write %s: %s\n", path ? path : "standard output",
                strerror(-error));
    return error == 0;
}

/* The compiler runs with our files in place of the user's, and they are gone when it has ended. */
static int run_with_emitted(struct build *build, const struct buffer *emitted) {
    struct temporary_folder folder = {0};
    const char *const *words = NULL;
    int status = 1;
    signals_hold(&build->held);
    int error = temporary_create(&folder, build->arena);
    if (error == 0)
        error = compose_emitted(build->command, build->options, &build->location, emitted, &folder,
                                &words);
    if (error == 0) {
        struct process process = {.words = words, .input = build->standard_input};
        rewind_standard_input(build);
        status = process_run(&process, &build->held);
    } else {
        fprintf(stderr, "wokcc: cannot write temporary files: %s\n", strerror(-error));
    }
    temporary_remove(&folder);
    signals_release(&build->held);
    return status;
}

static int run_plain(struct build *build) {
    const char *const *words = compose_plain(build->command, build->options, &build->location);
    rewind_standard_input(build);
    return process_replace(words, build->standard_input);
}

static bool is_c(const struct argument *argument) {
    return argument->kind == ARGUMENT_INPUT &&
           (argument->language == LANGUAGE_C || argument->language == LANGUAGE_C_PREPROCESSED);
}

static bool reads_standard_input(const struct command *command) {
    for (size_t i = 0; i < command->arguments.count; i++) {
        if (is_c(&command->arguments.items[i]) &&
            strcmp(command->arguments.items[i].name, "-") == 0)
            return true;
    }
    return false;
}

/* Every C input: `emitted` has one entry per argument. Returns how many were async C. */
static unsigned compile_inputs(struct build *build, struct buffer *emitted) {
    const struct command *command = build->command;
    unsigned count = 0;
    for (size_t i = 0; i < command->arguments.count; i++) {
        if (!is_c(&command->arguments.items[i]))
            continue;
        compile_input(build, &command->arguments.items[i], &emitted[i]);
        count += emitted[i].data != NULL;
    }
    return count;
}

/* Linking against a library that is not there would be an error about everything but that. */
static bool library_is_missing(const struct build *build) {
    if (!compose_adds_library(build->command, build->options) || build->location.library)
        return false;
    fputs("wokcc: libwok.a is not in ../lib of wokcc; --libwok=none links without it\n", stderr);
    return true;
}

int build(struct arena *arena, const struct options *options, const struct command *command) {
    struct build build = {.arena = arena,
                          .options = options,
                          .command = command,
                          .location = locate(arena),
                          .standard_input = -1};
    bool stops_early = command->goal >= GOAL_PREPROCESS;
    bool shows = options->print || options->erase;
    if (library_is_missing(&build) && !shows)
        return 1;
    if (shows && command->c_count == 0) {
        fputs("wokcc: there is no C file to look at\n", stderr);
        return 1;
    }
    if (!shows && (stops_early || command->c_count == 0))
        return run_plain(&build);
    if (reads_standard_input(command) && !keep_standard_input(&build))
        return 1;
    struct buffer *emitted = arena_array(arena, struct buffer, command->arguments.count);
    read_language_flags(&build);
    unsigned count = compile_inputs(&build, emitted);
    if (shows)
        return show(&build, emitted, command->arguments.count) && !build.failed ? 0 : 1;
    if (build.failed)
        return 1;
    return count > 0 ? run_with_emitted(&build, emitted) : run_plain(&build);
}
