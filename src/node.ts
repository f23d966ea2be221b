/**
 * `badgesmith/node`: what needs the file system of Node. Everything else is in `badgesmith`, which runs in browsers too.
 */
export {
  createStatusListFile,
  type PublishOptions as PublishStatusListOptions,
  publishStatusListFile,
  type ReservedIndices,
  readStatusListFile,
  reserveStatusIndices,
  type StatusListFile,
  type UpdateOptions as UpdateStatusListOptions,
  updateStatusListFile,
} from './status-list-file.ts'
