/**
 * `badgesmith/node`: what needs the file system of Node. Everything else is in `badgesmith`, which runs in browsers too.
 */
export {
  type BatchJobOptions,
  type BatchRecord,
  type BatchSummary,
  type JobRows,
  type RejectReason,
  runBatchJob,
} from './batch-files.ts'
export {
  createStatusListFile,
  type PublishOptions as PublishStatusListOptions,
  publishStatusListFile,
  type ReservedIndices,
  type ReserveOptions as ReserveStatusIndicesOptions,
  readStatusListFile,
  reserveStatusIndices,
  type StatusListFile,
  type UpdateOptions as UpdateStatusListOptions,
  updateStatusListFile,
} from './status-list-file.ts'
