#include "driver/compose.h"

#include <errno.h>
#include <string.h>

#include "driver/file.h"
#include "driver/preprocess.h"
#include "driver/response.h"

struct composition {
    struct arena *arena;
    const struct command *command;
    const struct options *options;
    const struct location *location;
    word_list words;
    const char *forced;      /* the -x in force at the end of `words`, or NULL */
    bool still_preprocesses; /* some input is given to the compiler unpreprocessed */
};

static void push(struct composition *composition, const char *word) {
    words_push(composition->arena, &composition->words, word);
}

/* An input, read as `language` (NULL: as its suffix says). */
static void push_input(struct composition *composition, const char *language, const char *file) {
    const char *wanted = language ? language : "none";
    if (strcmp(composition->forced ? composition->forced : "none", wanted) != 0) {
        push(composition, "-x");
        push(composition, wanted);
        composition->forced = wanted;
    }
    push(composition, file);
}

static void push_compiler(struct composition *composition) {
    const word_list *compiler = &composition->command->compiler;
    for (size_t i = 0; i < compiler->count; i++)
        push(composition, compiler->items[i]);
}

bool compose_adds_library(const struct command *command, const struct options *options) {
    return command->goal == GOAL_LINK && options->library != LIBRARY_NONE &&
           !command->is_relocatable && !command->has_no_libraries && !command->has_wok_library;
}

static bool links_shared(const struct composition *composition) {
    enum library_choice choice = composition->options->library;
    return choice == LIBRARY_SHARED ||
           (choice == LIBRARY_AUTOMATIC && composition->command->is_shared);
}

/* What has to stand before the user's words, because a `--` among them would end all options. */
static void push_link_options(struct composition *composition) {
    const char *folder = composition->location->library;
    if (!compose_adds_library(composition->command, composition->options))
        return;
    push(composition, "-pthread");
    if (links_shared(composition)) {
        push(composition, arena_format(composition->arena, "-L%s", folder));
        push(composition, arena_format(composition->arena, "-Wl,-rpath,%s", folder));
    }
}

/*
 * A program gets the archive by its path: what it does not use is left out, and it runs wherever it
 * is copied to. A shared object gets the shared library, so that all of a process share one runtime.
 */
static void push_library(struct composition *composition) {
    const struct command *command = composition->command;
    const char *folder = composition->location->library;
    if (!compose_adds_library(command, composition->options))
        return;
    if (links_shared(composition))
        push_input(composition, NULL, "-lwok");
    else
        push_input(composition, NULL, arena_format(composition->arena, "%s/libwok.a", folder));
    /* What <wok/name.h> and the ring stand on. A program that looks up no names does not need the first. */
    push(composition, "-Wl,--push-state,--as-needed,-lcares,-luring,--pop-state");
}

/* C++ and plain C find <wok/…> as well: they are its callers. */
static void push_headers(struct composition *composition) {
    const struct location *location = composition->location;
    if (!location->include || location->include_is_standard)
        return;
    push(composition, "-isystem");
    push(composition, location->include);
}

const char *const *compose_plain(const struct command *command, const struct options *options,
                                 const struct location *location) {
    struct composition composition = {
        .arena = command->arena, .command = command, .options = options, .location = location};
    push_compiler(&composition);
    if (command->goal != GOAL_QUERY && (command->c_count > 0 || command->has_other_source)) {
        bool stops_early = command->goal == GOAL_PREPROCESS || command->goal == GOAL_DEPENDENCIES;
        if (stops_early && !command->has_other_source)
            preprocess_push_view(command->arena, &composition.words, location);
        else
            push_headers(&composition);
    }
    push_link_options(&composition);
    for (size_t i = 0; i < command->original.count; i++)
        push(&composition, command->original.items[i]);
    composition.forced = command->forced_at_end;
    push_library(&composition);
    return words_finish(command->arena, &composition.words);
}

/* `dir/a.c` → `a.i`: what the compiler makes of it is then named like what it makes of `a.c`. */
static int push_emitted(struct composition *composition, const struct argument *input,
                        const struct buffer *emitted, struct temporary_folder *folder) {
    const char *path;
    const char *name = command_output_name(composition->arena, input->name, ".i");
    int error = temporary_write(folder, name, emitted->data, emitted->length, &path);
    if (error < 0)
        return error;
    push_input(composition, "cpp-output", path);
    return 0;
}

/* -save-temps: the emitted C is the intermediate file that only wokcc can save. */
static int save_emitted(const struct composition *composition, const struct argument *input,
                        const struct buffer *emitted) {
    const struct command *command = composition->command;
    for (size_t i = 0; i < command->arguments.count; i++) {
        if (command->arguments.items[i].kind != ARGUMENT_SAVE)
            continue;
        const char *path = command_output_name(composition->arena, input->name, ".wok.i");
        const char *slash = command->output ? strrchr(command->output, '/') : NULL;
        if (slash && strstr(command->arguments.items[i].words[0], "=obj"))
            path = arena_format(composition->arena, "%.*s/%s", (int)(slash - command->output),
                                command->output, path);
        return file_write(path, emitted->data, emitted->length);
    }
    return 0;
}

/*
 * clang warns about options that only the preprocessor would have used. A -x is written again where
 * the language changes.
 */
static bool is_used_up(const struct composition *composition, const struct argument *argument) {
    if (argument->kind == ARGUMENT_PREPROCESSED || argument->kind == ARGUMENT_LANGUAGE)
        return true;
    return !composition->still_preprocesses &&
           (argument->kind == ARGUMENT_PREPROCESS || argument->kind == ARGUMENT_DEPENDENCY);
}

static int push_arguments(struct composition *composition, const struct buffer *emitted,
                          struct temporary_folder *folder) {
    const struct command *command = composition->command;
    for (size_t i = 0; i < command->arguments.count; i++) {
        const struct argument *argument = &command->arguments.items[i];
        if (emitted[i].data) {
            int error = push_emitted(composition, argument, &emitted[i], folder);
            if (error == 0)
                error = save_emitted(composition, argument, &emitted[i]);
            if (error < 0)
                return error;
        } else if (argument->kind == ARGUMENT_INPUT) {
            push_input(composition, argument->forced, argument->name);
        } else if (!is_used_up(composition, argument)) {
            push(composition, argument->words[0]);
            if (argument->words[1])
                push(composition, argument->words[1]);
        }
    }
    return 0;
}

static bool preprocesses(const struct command *command, const struct buffer *emitted) {
    for (size_t i = 0; i < command->arguments.count; i++) {
        const struct argument *argument = &command->arguments.items[i];
        if (argument->kind == ARGUMENT_INPUT && !emitted[i].data &&
            (argument->language == LANGUAGE_C || argument->language == LANGUAGE_OTHER))
            return true;
    }
    return false;
}

int compose_emitted(const struct command *command, const struct options *options,
                    const struct location *location, const struct buffer *emitted,
                    struct temporary_folder *folder, const char *const **words) {
    struct composition composition = {
        .arena = command->arena, .command = command, .options = options, .location = location};
    composition.still_preprocesses = preprocesses(command, emitted);
    push_compiler(&composition);
    if (composition.still_preprocesses)
        push_headers(&composition);
    push_link_options(&composition);
    int error = push_arguments(&composition, emitted, folder);
    if (error < 0)
        return error;
    push_library(&composition);
    *words = response_shorten(command->arena, words_finish(command->arena, &composition.words),
                              command->compiler.count);
    return *words ? 0 : -ENOMEM;
}
