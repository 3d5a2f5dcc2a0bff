"""The sheet of paper of the room."""

SHEET = """
#show: paper.with(title: data.title, note: data.agency, qr: if data.qr != "" { data.qr } else { none })
#set text(size: 14pt)
= #data.title
#data.opening
#text(size: 11pt)[回拨核实号：#data.number　纸上的号码：#data.paper　#data.day 以前交回或扫码]
#for (number, question) in data.questions.enumerate(start: 1) [
  #block(breakable: false, above: 1.4em)[
    *#number. #question.text*
    #if question.free [#v(1.6em) #line(length: 100%, stroke: 0.4pt)] else [
      #question.boxes.map(label => box[□ #label]).join([　])
    ]
  ]
]
#v(1em)
#data.closing
"""
