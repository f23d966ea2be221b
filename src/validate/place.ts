export { below, type Place, pointerOf } from '../shape/place.ts'
