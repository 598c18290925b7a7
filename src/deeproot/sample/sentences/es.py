# ruff: noqa: E501
"""What is written in Spanish, and the facts it speaks of."""

PROBLEMS = """
LabelMate :: etiquetas desplazadas :: las etiquetas salen desplazadas [2|3|4] mm :: cada mañana medio rollo acaba en la basura :: el sensor perdió su ajuste con la última actualización :: hacer la calibración en el menú de mantenimiento e imprimir una tira de prueba
Trackwell :: posiciones perdidas :: [12|20|31] muestras no tienen posición desde el fin de semana :: buscamos en los congeladores a mano :: la importación escribió la gradilla en el campo equivocado :: ejecutar la reparación de posiciones y confirmar la lista
Benchbook :: páginas bloqueadas :: [tres|cinco] páginas siguen bloqueadas desde que se fue una compañera :: nadie puede refrendar :: su cuenta se cerró antes del traspaso :: pasar las páginas al responsable del grupo y refrendar allí
ColdWatch :: falsas alarmas nocturnas :: la alarma suena a las tres de la mañana sin motivo :: la guardia ya no se fía :: el desescarche supera el límite durante once minutos :: poner el retardo de esa sonda en quince minutos
CalCare :: un certificado equivocado :: el certificado lleva el número de serie de otra balanza :: el evaluador no lo acepta :: se confundieron dos equipos iguales en la recepción :: destruir el certificado antiguo y usar el que termina en C
"""
HOWS = """
Benchbook :: el refrendo :: cómo puede otra persona refrendar una página sin ver el resto :: Abra la página, Firmar, Invitar a un testigo. El testigo solo ve esa página.
Trackwell :: el traslado de congeladores :: cómo movemos un congelador entero sin escanear cada caja :: Con Mover, Contenedor. Basta con escanear las dos puertas.
ColdWatch :: el informe mensual :: cómo recibo una sola página al mes para la carpeta de calidad :: Active la página mensual en Informes. Llega el primer día laborable.
LabelMate :: etiquetas para menos 80 :: qué película aguanta a menos 80 grados :: El poliéster blanco P-80. Dura diez años y aguanta la descongelación.
CalCare :: el equipo de préstamo :: si hay un equipo de préstamo mientras el nuestro está fuera :: Lo hay, sin coste. Díganos el rango una semana antes.
"""
DELIVERABLES = """
el presupuesto revisado :: le envío el presupuesto revisado :: Aquí tiene el presupuesto revisado con las dos líneas. :: falta todavía una firma para el descuento
el certificado de calibración :: le envío el certificado de calibración :: Adjunto el certificado, firmado esta mañana. :: hay que repetir la segunda medida
la factura corregida :: le envío la factura corregida :: Adjunto la factura corregida, la anterior queda anulada. :: contabilidad no ha liberado aún el abono
"""
SAID = """
Antes de cada auditoría paso dos semanas persiguiendo firmas.
Perdemos una hora al día buscando muestras.
A menos 80 las etiquetas se caen y ya nadie sabe.
Mis técnicos necesitan los procedimientos en español.
"""
SUBJECTS = {
    "how": "Pregunta sobre {topic}",
    "problem": "{product}: {problem}",
    "thing": "{thing}",
    "value": "{resource}",
    "care": "[¿Cómo va con {product}?|Una pregunta]",
    "renewal": "Renovación {product}",
    "thanks": "Gracias",
    "praise": "Un elogio",
}
RULES: dict[str, str] = {
    "why": """
        [Dos|Tres|Cuatro] personas [esperan la respuesta|lo necesitan a diario].
        [Hasta ahora lo hacemos a mano|Llevamos una lista en la pared], [y ya se imagina cómo acaba|así no podemos seguir].
        [Parece poca cosa|Es un detalle], pero nos ahorra [una hora|muchas vueltas] a la semana.
        [Tengo que decidir antes de fin de mes.|El jueves lo vemos en reunión.]
    """,
    "question_how": """
        ¿[Me puede decir|Nos puede decir|Podría decirme] {ask}? <why>
        [Una pregunta corta|Una duda práctica] sobre {product}: ¿sabe usted {ask}? [<why>|] [Gracias de antemano.|No corre prisa.]
    """,
    "request_problem": """
        [Tenemos un problema|Algo falla] con {product}: {symptom}. [Empezó el lunes.|Es así desde la actualización.|No hemos cambiado nada.] ¿[Lo puede mirar|Qué hacemos]?
        [Por desgracia|Lamentablemente], {symptom}, y {harm}. [Ya lo reiniciamos dos veces.|Adjunto el registro.] Ayúdenos, por favor.
    """,
    "complaint": """
        [Estoy|Estamos] [francamente|muy] [a disgusto|en desacuerdo]. {symptom}, y {harm}. [Nadie nos avisó.|Es la segunda vez este año.] [¿Qué piensan hacer?|Espero una respuesta.]
        Esto es una queja: {symptom}. [A este precio|Después de tantos años] [esperaba más|no es aceptable].
    """,
    "answer_how": """
        {answer}
        [Buena pregunta|Con gusto]. {answer} [La ayuda lo muestra con imágenes.|No se puede romper nada.]
    """,
    "answer_fix": """
        [Encontrado|El motivo es sencillo]: {cause}. Basta con {fix}. [Son cinco minutos.|Después quedará tranquilo.]
        [Lo siento mucho.|Gracias por explicarlo tan bien.] {cause}. [El remedio|La solución]: {fix}.
    """,
    "answer_complaint": """
        [Tiene usted razón|Su queja es justa], y lo siento. {cause}. [El siguiente paso|Lo que hacemos ahora]: {fix}.
    """,
    "ask_thing": """
        [Nos falta|Necesitamos] {thing}. <why> ¿[Para cuándo sería posible|Cuándo podemos contar con ello]?
    """,
    "nudge": """
        ¿[Hay novedades|Cómo va el asunto]? [Seguimos esperando|Nos falta todavía] {thing}. [Tengo que planear la semana.|Mis compañeros me preguntan.]
    """,
    "promise_line": """
        {due} {will}.
        [Sin falta,|Descuide,] {will} {due}.
    """,
    "promise_how": """
        [Por supuesto|Con gusto]. {promise} [Está en mi agenda.|No tiene que hacer nada más.]
        [He preguntado en el taller|Entendido]. {promise}
    """,
    "promise_fix": """
        [Lo siento|Tengo que mirarlo más de cerca]. {promise} [Mientras tanto: {fix}.|]
    """,
    "holding": """
        [Aún sin resultado|Una nota intermedia]: {stuck}. Le escribo de nuevo {due}.
    """,
    "delivered": """
        {done} [Como prometí.|Dígame si falta algo.]
        [Como prometí|Aquí está]: {done}
    """,
    "delivered_late": """
        {done} [Más tarde de lo dicho, lo siento.|Llego tarde, discúlpeme.]
    """,
    "withdrawn": """
        Tengo que retirar lo dicho: {stuck}. [Recibirá un abono.|Un compañero pasará sin coste.]
    """,
    "value": """
        [Usted me escribió|Recuerdo esto]: «{said}» [Esto puede ayudar|Pensé en usted]: {resource}. [La página dos es la útil.|No hay nada que comprar.]
        [Para su carpeta de calidad|Para sus compañeros]: {resource}. [Tres laboratorios lo han probado.|Compártalo.]
    """,
    "reply_value": """
        Gracias, [muy útil|bien hecho]. [Ya está en la puerta.|Lo he reenviado.] [{said}|]
    """,
    "care": """
        ¿Cómo va con {product} [estas semanas|desde la última vez]? ¿[Qué le frena|Qué le quita más tiempo]?
        [Sin vender nada|Solo una pregunta]: ¿qué le [ayudaría más|haría la semana más fácil]?
    """,
    "need_said": """
        [Preguntaba qué nos ocupa|Ya que pregunta]: {said} [Si tiene una idea, la escucho.|Es lo primero para nosotros.]
    """,
    "thanks_reply": """
        Anotado, gracias. [Lo he pasado al taller.|Entra en la lista.]
    """,
    "thanks_fix": """
        [Ya funciona|Resuelto], [muchas gracias|mil gracias]. [Nunca habría mirado ahí.|Por nuestra parte, cerrado.]
    """,
    "thanks_how": """
        Gracias, [está claro|era lo que necesitaba]. [Lo he impreso.|Más fácil de lo que pensaba.]
    """,
    "thanks_thing": """
        [Recibido|Ha llegado], gracias. [Justo a tiempo.|Está todo.]
    """,
    "praise": """
        [Un elogio, para variar|También hay que decirlo]: [se nota que conocen la mesa de laboratorio.|cuando dicen que llaman, llaman.] [Sigan así.|Páselo a los demás.]
    """,
    "appreciation": """
        Hace {years} años que trabaja con nosotros. [Gracias.|Para una casa pequeña es mucho.] [Va un paquetito en camino.|Brindamos con té por ustedes.]
    """,
    "renewal": """
        Su contrato de {product} vence el {date}. El precio: {price}. ¿[Nos devuelve la firma|Seguimos como hasta ahora]?
    """,
    "renew_yes": """
        [Sí, seguimos|Renueven, por favor]. [El pedido va aparte.|Adjunto la firma.]
    """,
    "renewed": """
        Gracias, la renovación está registrada. [Adjunto la confirmación.|Su contacto sigue siendo el mismo.]
    """,
}
