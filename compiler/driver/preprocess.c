#include "driver/preprocess.h"

#include <string.h>
#include <unistd.h>

#include "driver/response.h"

void preprocess_push_view(struct arena *arena, word_list *words, const struct location *location) {
    words_push(arena, words, "-D__WOKCC__");
    if (location->include && !location->include_is_standard) {
        words_push(arena, words, "-isystem");
        words_push(arena, words, location->include);
    }
}

static void push_both(struct arena *arena, word_list *words, const char *first,
                      const char *second) {
    words_push(arena, words, first);
    words_push(arena, words, second);
}

/* dir/a.o → dir/a.d, as gcc and clang do it with -o. */
static const char *with_suffix_d(struct arena *arena, const char *file) {
    const char *slash = strrchr(file, '/'), *dot = strrchr(file, '.');
    size_t length =
        dot && dot > file && (!slash || dot > slash + 1) ? (size_t)(dot - file) : strlen(file);
    return arena_format(arena, "%.*s.d", (int)length, file);
}

/* Together with -E the compiler would name these after other things than the object. */
static void push_dependency_names(const struct command *command, const struct argument *input,
                                  word_list *words) {
    struct arena *arena = command->arena;
    if (!command->has_dependency_file)
        return;
    if (!command->has_dependency_name)
        push_both(arena, words, "-MF",
                  command->output ? with_suffix_d(arena, command->output)
                                  : command_output_name(arena, input->name, ".d"));
    if (!command->has_dependency_target)
        push_both(arena, words, "-MQ",
                  command->output ? command->output
                                  : command_output_name(arena, input->name, ".o"));
}

static bool concerns_preprocessing(const struct argument *argument) {
    switch (argument->kind) {
    case ARGUMENT_COMMON:
        /* With -g3 the text would hold every #define. */
        return strcmp(argument->words[0], "-g3") != 0 && strcmp(argument->words[0], "-ggdb3") != 0;
    case ARGUMENT_PREPROCESS:
    case ARGUMENT_DEPENDENCY:
        return true;
    default:
        return false;
    }
}

static const char *const *preprocess_words(const struct command *command,
                                           const struct argument *input,
                                           const struct location *location) {
    struct arena *arena = command->arena;
    word_list words = {0};
    for (size_t i = 0; i < command->compiler.count; i++)
        words_push(arena, &words, command->compiler.items[i]);
    for (size_t i = 0; i < command->arguments.count; i++) {
        const struct argument *argument = &command->arguments.items[i];
        if (!concerns_preprocessing(argument))
            continue;
        words_push(arena, &words, argument->words[0]);
        if (argument->words[1])
            words_push(arena, &words, argument->words[1]);
    }
    push_dependency_names(command, input, &words);
    if (!command->has_colour_choice && isatty(STDERR_FILENO))
        words_push(arena, &words, "-fdiagnostics-color=always");
    words_push(arena, &words, "-E");
    preprocess_push_view(arena, &words, location);
    push_both(arena, &words, "-x", "c");
    words_push(arena, &words, input->name);
    return response_shorten(arena, words_finish(arena, &words), command->compiler.count);
}

void preprocess(const struct command *command, const struct argument *input,
                const struct location *location, int standard_input, struct held_signals *held,
                struct preprocessed *result) {
    struct process process = {
        .words = preprocess_words(command, input, location),
        .input = strcmp(input->name, "-") == 0 ? standard_input : -1,
        .output = &result->text,
        .errors = &result->messages,
    };
    buffer_init(&result->text, command->arena);
    buffer_init(&result->messages, command->arena);
    if (process.words) {
        result->status = process_run(&process, held);
    } else {
        buffer_puts(&result->messages, "wokcc: no memory for the compiler's arguments\n");
        result->status = 1;
    }
}
