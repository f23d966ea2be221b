import type { ProblemWords } from './catalogue.ts'

export const ES_STEPS: ProblemWords['steps'] = {
  original: {
    holder:
      'Los teléfonos, las aplicaciones de chat y los editores de fotos suelen borrar la insignia de una imagen. Use el archivo original o el enlace que le dio el emisor.',
    verifier:
      'Los teléfonos, las aplicaciones de chat y los editores de fotos suelen borrar la insignia de una imagen. Pida al titular el archivo original o el enlace del emisor.',
    developer:
      'Los teléfonos, las aplicaciones de chat y los editores de fotos suelen borrar o duplicar los datos de la insignia. Use el archivo original, el JSON, el JWT o el enlace.',
  },
  rightFile: {
    holder: 'Dé la insignia misma: la imagen, el archivo o el enlace que le dio el emisor.',
    verifier: 'Pida al titular la insignia misma: la imagen, el archivo o el enlace del emisor.',
    developer: 'Pase una imagen PNG o SVG con una insignia dentro, JSON, un JWT o un enlace.',
  },
  resend: {
    holder: 'Descárguela otra vez del emisor, y no la abra ni la guarde en otro programa.',
    verifier: 'Pida al titular que envíe el archivo otra vez, exactamente como se lo dio el emisor.',
    developer: 'Compare los bytes con los que entregó el emisor; algo los cambió en el camino.',
  },
  otherLink: {
    holder: 'Abra usted el enlace: si ve {badge} ahí, descárguela y dé el archivo.',
    verifier: 'Pida al titular otro enlace, o el archivo de la insignia.',
    developer: 'Pase el enlace de la credencial misma, o haga que la página la enlace con rel="alternate".',
  },
  smaller: {
    holder: 'Pida al emisor una insignia más pequeña, por ejemplo con un enlace a su imagen en lugar de la imagen.',
    verifier: 'El emisor tiene que hacerla más pequeña. Hasta entonces, pregunte al emisor si la emitió.',
    developer: 'El emisor tiene que hacerla más pequeña; las imágenes y evidencias van detrás de enlaces.',
  },
  reissue: {
    holder: 'Usted no hizo nada mal. Avise al emisor, que tiene que corregirla y emitirla de nuevo.',
    verifier: 'Solo el emisor puede corregirlo y emitirla de nuevo; el titular debería avisar al emisor.',
    developer: 'El emisor tiene que corregir la credencial y firmarla de nuevo; cambiar una firmada rompe su firma.',
  },
  vocabulary: {
    holder: 'Pida a quien la comprueba que añada ese vocabulario, o pida al emisor una insignia sin él.',
    verifier:
      'Pida a quien administra este programa que añada ese vocabulario, o compruébela con la herramienta del emisor.',
    developer: 'Añada el documento por valor: createDocumentLoader({ contexts: { [url]: document } }).',
  },
  sign: {
    holder: 'Pida al emisor la insignia firmada; lo que usted tiene puede ser un borrador o un extracto.',
    verifier: 'No se fíe de ella. Pida al titular la insignia firmada del emisor.',
    developer: 'Pase la credencial tal como se firmó, con su proof o como JWT; si es suya, fírmela con signCredential.',
  },
  distrust: {
    holder: 'Obtenga {badge} otra vez del emisor y entréguela sin cambios. Si eso no ayuda, avise al emisor.',
    verifier:
      'No se fíe de ella. Pida al titular el original, o pregunte al emisor, en una dirección que usted mismo conozca, si la emitió.',
    developer: 'Trátela como falsificada o alterada. Compárela con el original del emisor, byte por byte.',
  },
  issuerKey: {
    holder: 'Avise al emisor, que tiene que publicar la clave con la que firma.',
    verifier:
      'El emisor tiene que publicar la clave con la que firma. Hasta entonces, pregunte al emisor si la emitió.',
    developer: 'El emisor tiene que poner la clave en assertionMethod de su documento DID, o en su JWKS.',
  },
  freshKey: {
    holder: 'Pida al emisor la misma insignia, firmada con una clave que valga ahora.',
    verifier: 'Pida al titular la misma insignia, firmada de nuevo por el emisor.',
    developer: 'El emisor tiene que firmar la credencial de nuevo, con una clave y una firma que valgan ahora.',
  },
  otherTool: {
    holder: 'Pida al emisor {badge} en una forma más usada.',
    verifier: 'Quizá otro programa la conozca. O pregunte al emisor, en una dirección que usted mismo conozca.',
    developer: 'El mensaje dice qué no se conoce; se pueden añadir métodos de firma con la opción cryptosuites.',
  },
  online: {
    holder: 'No se sabe nada malo de ella. Haga que la comprueben otra vez con conexión a internet.',
    verifier: 'Compruébela otra vez con conexión a internet.',
    developer: 'Pase documentLoader: createDocumentLoader({ network: true }), o los documentos mismos.',
  },
  later: {
    holder:
      'Haga que la comprueben otra vez más tarde. Si eso no ayuda, avise al emisor de que su servidor no contesta.',
    verifier: 'Compruébela otra vez más tarde. Si eso no ayuda, el emisor tiene que reparar su servidor.',
    developer: 'Inténtelo más tarde, o pase el documento en createDocumentLoader({ documents }).',
  },
  publish: {
    holder: 'Avise al emisor, que tiene que publicarlo en una dirección https pública que conteste directamente.',
    verifier: 'El emisor tiene que publicarlo en una dirección https pública que conteste directamente.',
    developer:
      'El emisor tiene que publicarlo en una dirección https pública; las opciones de createDocumentLoader dicen qué se puede permitir.',
  },
  again: {
    holder: 'Haga que la comprueben una vez más.',
    verifier: 'Compruébela una vez más.',
    developer: 'Verifíquela una vez más; las opciones limits y signal dicen cuándo parar.',
  },
  wait: {
    holder: 'Espere hasta ese día. Si la fecha es incorrecta, avise al emisor.',
    verifier: 'Compruébela otra vez ese día; si la fecha es incorrecta, el titular puede preguntar al emisor.',
    developer: 'Verifíquela otra vez después de validFrom; la opción now dice en qué momento juzgar.',
  },
  renew: {
    holder: 'Pregunte al emisor si puede renovarla.',
    verifier: 'Pida al titular una renovada. Si una caducada todavía cuenta, lo decide usted.',
    developer: 'El emisor puede emitirla de nuevo con otro plazo; la opción now dice en qué momento juzgar.',
  },
  askWhy: {
    holder: 'Pregunte al emisor por qué. Solo el emisor puede cambiarlo o emitir una nueva.',
    verifier: 'No la cuente. El titular puede preguntar al emisor por qué.',
    developer:
      'Solo el emisor puede cambiarlo: puede restablecer lo suspendido, y tiene que emitir de nuevo lo revocado.',
  },
  statusLater: {
    holder: 'Haga que la comprueben otra vez más tarde, con conexión a internet.',
    verifier:
      'Compruébela otra vez más tarde, con conexión a internet. Hasta entonces, pregunte al emisor si sigue en vigor.',
    developer: 'Pase documentLoader: createDocumentLoader({ network: true }), o la lista en { documents }.',
  },
  statusList: {
    holder: 'Avise al emisor, que tiene que publicar una lista buena.',
    verifier: 'El emisor tiene que publicar una lista buena. Hasta entonces, pregunte al emisor si sigue en vigor.',
    developer:
      'El emisor tiene que publicar una lista buena; las listas de otros se pueden permitir con la opción statusIssuers.',
  },
  otherAddress: {
    holder: 'Quizá el emisor le conozca por otra dirección. Dé también esa, o pida al emisor que la corrija.',
    verifier: 'Pregunte al titular qué dirección o identificador conoce el emisor, y compruébela también con ese.',
    developer: 'Pase todas las direcciones e identificadores de la persona en la opción recipient; basta con uno.',
  },
  nextTime: {
    holder: 'Usted no tiene que hacer nada; el emisor debería mejorarlo en la próxima.',
    verifier: 'Usted no tiene que hacer nada; el emisor debería mejorarlo en la próxima.',
    developer: 'No decide; el emisor debería mejorarlo en la próxima.',
  },
  notNewer: {
    holder: 'Si sabe de una versión más nueva, dé esa.',
    verifier: 'Pregunte al titular si hay una versión más nueva.',
    developer: 'El servicio tiene que dar una credencial con el mismo id y emisor y un validFrom posterior.',
  },
  endorsement: {
    holder: 'Eso no afecta a {badge} misma; pida un aval bueno a quien la avaló.',
    verifier: 'Eso no afecta a {badge} misma; simplemente no cuente ese aval.',
    developer: 'Nunca decide; verifique el aval por separado para ver más.',
  },
  member: {
    holder: 'Eso no afecta a las demás; pregunte al emisor de esa.',
    verifier: 'No cuente esa; eso no afecta a las demás.',
    developer: 'Nunca decide sobre el expediente; verifique esa credencial por separado para ver más.',
  },
  newer: {
    holder: 'Pídala al emisor.',
    verifier: 'Pídala al titular.',
    developer: 'Obténgala del emisor o de su servicio, y verifique esa.',
  },
  evidenceOriginal: {
    holder: 'Dé el archivo exactamente como lo entregó, no una copia guardada de nuevo.',
    verifier: 'Pida al titular el archivo exactamente como lo entregó, o no lo cuente.',
    developer: 'La huella es de los bytes exactos; un archivo guardado de nuevo es otro archivo.',
  },
  evidenceGive: {
    holder: 'Dé también ese archivo.',
    verifier: 'Pida al titular ese archivo, y compruébela otra vez con él.',
    developer: 'Pase sus bytes en la opción evidence, con el id de la evidencia.',
  },
  evidenceLook: {
    holder:
      'Quien la juzgue tiene que mirar el archivo mismo; el emisor puede añadir una huella digital la próxima vez.',
    verifier: 'Mire usted mismo el archivo, o pregunte al emisor si es el que se evaluó.',
    developer: 'El emisor puede añadir digestMultibase a la evidencia, como lo hace digestEvidence.',
  },
  presentAgain: {
    holder: 'Preséntela una vez más, desde su propia cartera digital, en respuesta a la nueva petición.',
    verifier: 'No la acepte. Haga una petición nueva, y pida al titular que la presente una vez más.',
    developer: 'Haga un challenge nuevo, y compare challenge, domain y holder con la petición.',
  },
}
