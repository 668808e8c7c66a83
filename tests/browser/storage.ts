// What the size limit of the storage is set on.
export * from "@svs/storage-level";
