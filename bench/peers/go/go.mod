module wok.example/bench

go 1.19
