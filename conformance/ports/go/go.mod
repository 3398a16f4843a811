module assay.example/ports

go 1.24
