// Pointers to structs of another library, which nobody has marked.
#include "corpus.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static async int list(const char *path) {
    int count = 0;
    DIR *folder = opendir(path);
    if (!folder)
        return -1;
    defer closedir(folder);
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        count += entry->d_name[0] == '.';
        await nothing();
    }
    return count < 2;
}

async int main(void) {
    return await spawn(list("."));
}
