// nextflow run main.nf --source /data/manifest.csv --output /data/results --shards 8
params.shards = 8

process shard {
    cpus 1
    memory '2 GB'

    input:
    val index

    output:
    val index

    // Code 5 says that some recordings failed and the others are done; the page says which.
    script:
    """
    hemiface batch '${params.source}' -o '${params.output}' --jobs ${task.cpus} \\
        --shard ${index}/${params.shards} || [ \$? -eq 5 ]
    """
}

process merge {
    input:
    val indices

    script:
    """
    hemiface merge '${params.output}' || [ \$? -eq 5 ]
    """
}

workflow {
    channel.of(1..params.shards.toInteger()) | shard | collect | merge
}
