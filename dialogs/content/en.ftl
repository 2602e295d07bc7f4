### The bot's words in English. Markup: **strong**, *emphasis*, lists with "- " and "1. ".
### Keys words-… list, parted by ";", what people may type instead of a button or a command.

## Greeting and help

greeting =
    Hello! I am **Segment**, an assistant for client-centricity.

    - **I answer questions.** Ask, for instance: “Who is an internal client?”
    - **I help to fill in a client segment profile** (профиль клиентского сегмента): one question at a time; in the end you get a Word and a PDF document. The interview itself is in Russian.

    I answer from the programme's official materials and name the source; explanations by the compilers are marked.
welcome-back = Welcome back! This is where we stopped:
help = **How to work with me**

    - To learn what a term means, just ask in your own words. Typos and a wrong keyboard layout do no harm.
    - /profile — fill in a client segment profile. You can stop at any time (/pause) and go on later (/continue): every answer is saved at once.
    - /drafts — your profiles, finished or not
    - /document — download a draft of the document
    - /glossary — glossary and frequent questions
    - /examples — worked profiles
    - /language — language of my messages
    - /ask — ask a specialist of the team
    - /export — get everything stored about you; /forget — erase it. A profile that is not changed for 180 days I erase myself, and warn you 14 days before.

    Instead of any button you can type its number or its label. While filling in, these words work: “back”, “next”, “skip”, “hint”, “example”, “what is left”, “later”; the word “undo” puts back what was deleted today.
language = Which language shall I write in?
language-chosen = I now write in English. The interview and the document stay in Russian.
no-such-command = I do not know the command { $command }. Type /help to see all commands.
empty-message = The message is empty. Write your question or answer in words.
nothing-under-way = Nothing is being filled in now. Start a profile: /profile, your profiles: /drafts.
uploaded-file = I do not read files yet. Please write the answer as text.
uploaded-photo = I cannot read photos. Please write the answer as text.
uploaded-voice = I cannot hear voice messages. Please write it as text.
uploaded-video = I cannot watch videos. Please write the answer as text.
uploaded-sticker = I do not understand stickers, but I am glad you are here. Write a question or an answer in words.
uploaded-other = I do not understand this kind of message. Please write it in words.
only-the-caption = Of this message I read the caption only.
fault = Something broke on my side. Your earlier answers are safe. Try again; if it does not help, tell the team this number: { $reference }.
template-broke = Your agency's Word template could not be filled, so the Word file is in our own layout. It holds every answer, and the PDF is as always. The project team knows about it.
too-many-messages =
    Too many messages in a row. I did not take the last one and will take none for { $seconds ->
        [one] { $seconds } second
       *[other] { $seconds } seconds
    }. Then send again what was not taken: everything that I answered is saved.
too-many-presses = Too many presses in a row: this one was not taken. Press again in { $seconds } s.

## Answers

answer-source-faq = *Source: { $document }, question { $number }.*
answer-source-term = *Source: { $document }, section “{ $number }”.*
answer-source-whole = *Source: { $document }.*
suggest = Perhaps you meant:
part-unknown = The programme's materials do not answer “{ $question }”.
part-unknown-kept = The programme's materials do not answer “{ $question }”. I have saved it for the team.
part-suggest = On “{ $question }” the answers behind the buttons below may help.
suggest-nearest = The materials do not say this. The nearest:
unknown =
    The programme's materials do not answer this question.

    I know the terms of client-centricity and the answers about segmentation and the client segment profile.
small-talk-greeting = Hello! Ask me about client-centricity or start a profile.
small-talk-greeting-on = Hello! Let us go on with the profile.
small-talk-thanks = You are welcome! Write whenever you have a question about client-centricity.
small-talk-farewell = Goodbye! Everything you have filled in is saved.
small-talk-how-are-you = Fine, thank you. Shall I explain a term or help with a profile?
small-talk-who-are-you = I am a program, not a person. I answer from the programme's official materials and help to fill in a client segment profile.
small-talk-operator = There is no person here. Write your question: I will try to answer it.
small-talk-abuse = I am sorry it went that way. Tell me what you need to know and I will try to help.
follow-up-example = There is no separate example for this answer. Have a look at the worked profiles.
follow-up-template = The profile template is here: { $link }
follow-up-no-english = This answer exists only in Russian so far.
follow-up-more = More about what is related to “{ $title }”:
entry-gone = This entry is no longer in the glossary.
glossary = The programme's glossary and frequent questions. Choose a part:
glossary-faq = Frequent questions about segmentation and the profile:
glossary-main = Main terms:
glossary-secondary = Secondary terms:
glossary-additional = Additional terms:
tier-faq = Frequent questions ({ $count })
tier-main = Main terms ({ $count })
tier-secondary = Secondary terms ({ $count })
tier-additional = Additional terms ({ $count })

## A question to a specialist

unknown-specialist =
    The programme's materials do not answer this.{ $nearest ->
        [0] {""}
       *[other] {" "}The nearest entries are under the buttons.
    }

    If you write nothing else for a minute, I will hand the question to a specialist of the team, who will answer here.
unknown-added = Added to your question. After a minute of silence I will hand it over; the button does so at once.
no-specialists = There is no team of specialists here yet. Write your question, and I will try to answer.
write-to-specialist = Write your question in one message: I will hand it to a specialist, who will answer here.
write-more = Write what to pass on to the specialist.
write-what-is-missing = Sorry that the answer did not help. Write what was missing, and I will pass it on.
passed-on = Passed on to the specialist. The answer will come here.
question-unnamed = The team will see your question like this, without names and numbers:
question-named = And this is how you wrote it:
question-minute = If you choose nothing, it is sent without names in a minute.
button-send-unnamed = Send without names
button-send-named = Send as it is
button-do-not-send = Do not send
handed-over = Your question is with a specialist. The answer will come here; meanwhile ask me anything else.
handed-over-by-itself = Your question is with a specialist. The answer will come here.
not-asked = Fine, nobody will be asked.
with-specialists-already = The specialists have it already, number { $number }
question-gone = This question is no longer there
ticket-solved = Glad that it is solved. Write if there is anything else.
ticket-helped = Thank you! Glad that it helped.
ticket-closed = The question is closed. Did the specialist's answer help? A new message opens it again.
ticket-closed-unanswered = A specialist closed the question without an answer. If it still matters, write to the specialist.
specialist-answer = **A specialist's answer** to “{ $question }”
specialist-corrected = **A specialist's answer (corrected)** to “{ $question }”
specialist-file = *The specialist attached the file “{ $name }”. It cannot be shown here: ask the specialist for a link.*
small-talk-specialist = I am a program, but the team's specialists are near. Write your question: I will try to answer, or else pass it on.
button-good = 👍
button-bad = 👎
button-good-said = Helpful
button-bad-said = Not helpful
button-specialist = Specialist
button-why = Write what was missing
rated-good = Thank you! Glad that it helped
rated-bad = Sorry that the answer did not help. If you like, write in one message what was missing: it will help to mend it.
rated-bad-at-question = Sorry that the answer did not help. Press the button to write what was missing.
write-why = Write in one message what was missing.
reason-noted = Thank you, noted. It will help to mend the answer.
button-ask-specialist = Ask a specialist
button-do-not-ask = No need
button-write = Write to the specialist
button-solved = Solved
button-helped = It helped
button-missed = It did not

## In a group

greeting-in-public =
    I am **Segment** and answer questions on client-centricity. Mention me or reply to a message of mine.

    Client segment profiles are filled in in a private chat.
only-in-private = Here I only answer questions. Profiles and your data live in the private chat.
button-more-in-private = More in a private chat
button-to-private = Open the private chat
others-question = This question is another member's: whoever asked answers it. To ask yours, mention me.

## The team's chat

team-revised = **Profile { $reference } was revised: version { $version }**
    { $title }
    Agency: { $agency }. The number is the same; the version before no longer counts.
team-finished = **Profile { $reference } is finished**
    { $title }
    Agency: { $agency }. { $segments ->
        [one] { $segments } segment.
       *[other] { $segments } segments.
    }
notice-finished = **Profile { $reference } is finished**
notice-in-chat = More is in the team's chat.
notice-answer = It can be answered in the team's chat.
notice-file-link = This service does not carry the file “{ $name }”. It can be downloaded from the team's page: { $link }
notice-file-left-out = This service does not carry the file “{ $name }”. It is in the team's chat.
team-no-agency = not given
card = **Question { $number }** { $where }{ $people ->
        [0] {""}
        [1] {""}
       *[other] {", asked by "}{ $people } people
    }
card-from-private = from a private chat
card-from-group = from a group
card-from-page = from the page
card-from-nowhere = erased
card-topic = No. { $number } { $question }
card-erased = Whoever asked has erased their data.
team-words-gone = Here were words of somebody who has erased their data.
card-others = Asked in other words, too:
card-nearest = The closest entries:
card-near = { $title } — { $percent } %
card-open = Reply to this message to answer.
card-taken = In charge: { $owner }. Reply to this message to answer.
card-closed = { $closed_with ->
        [0] Closed without an answer.
       *[other] Closed.
    }
card-choose = { $found ->
        [0] Nothing found. Reply to the card of question { $number } with “/find what to look for”.
       *[other] Which entry answers question { $number }? To look for others, reply to its card with “/find what to look for”.
    }
card-words = **Added to question { $number }:**
card-follows = Question { $number } comes from the person who asked question { $old }, which is closed: it may go on with it.
card-sent = The answer to question { $number } is on its way, people: { $people }.
card-sent-page = **Written on the team's page. { $name }:**
team-page-link = The team's page: { $link }

    The link opens it once and works for 10 minutes. Do not pass it on: whoever has it acts in your name.
team-page-only-here = The settings name no address of the page, so the link opens only on the computer that the bot runs on. For it to open everywhere, an administrator sets SEGMENTBOT_WEB_URL.
team-page-in-private = The link to the team's page comes in private. Open a private chat with me, press “Start” and send /team.
team-page-refused = The team's page is open to its specialists, the members of the team's chat.
card-not-yours = Not sent: { $owner } is in charge of question { $number }. To answer yourself, press “Take” and send the answer again.
card-overdue-open = Question { $number } has waited for more than four working hours, and nobody has taken it.
card-overdue-taken = Question { $number } has waited for more than four working hours. In charge: { $owner }.
card-overdue-closed = Question { $number } is closed.
button-team-take = Take
button-team-entry = Answer with an entry…
button-team-close = Close
button-team-learn = Into the knowledge base
learned-source = a specialist's answer, { DATETIME($day, dateStyle: "medium") }
phrasing-proposed = **Proposed phrasings: { $id }**
    For the entry “{ $title }”: three or more people chose it by these words.
phrasing-published = **Phrasings added: { $id }**
    The entry “{ $title }” is found by these words now.
phrasing-rejected = **Phrasings rejected: { $id }**
    The entry “{ $title }”.
phrasing-undone = **Phrasings taken back: { $id }**
    The entry “{ $title }”.
learned-related = Related entries: { $titles }
learned-owner = Owner: { $owner }. To be reviewed: { DATETIME($day, dateStyle: "short") }
team-gathered = Added to a proposal like it
learned-part-owner = ответственный; отвечает; owner
learned-part-review = пересмотр; пересмотреть; review
learned-part-related = связанные; связанные записи; related
learned-proposed = **Proposed for the knowledge base: { $id }**
    Title: { $title }
learned-published = **Published in the knowledge base: { $id }**
    Title: { $title }
learned-rejected = **Rejected: { $id }**
    Title: { $title }
learned-undone = **Taken back: { $id }**
    Title: { $title }
learned-phrasings = People asked like this:
learned-answer = Answer:
learned-taken-out = ⚠ There were personal data in these words. They are taken out; check that the sense is left.
learned-conflict = ⚠ “{ $phrasing }” leads to the entry “{ $title }” already. Change the phrasing, or the entry cannot be published.
learned-how-to-edit = *To correct it, reply to this message with “Title: …”, “Phrasings: …; …”, “Answer: …”, “Related: …; …”, “Owner: …” or “Review: 2027-05-01”.*
learned-not-edited-published = Not changed: the entry is published and answers already. Correct it on the team's page (/team), or take it back first.
learned-not-edited-day = Not changed: the day was not understood. Write it like this: “Review: 2027-05-01”.
learned-not-edited-related = Not changed: there is no such entry, or several. Name the entries, parted by “;”, by their Russian titles or ids, as on the team’s page (/team). Without related entries: “related: —”.
learned-not-edited-corrected = Those who asked see the corrected answer, but the entry { $id } is published in the old words, and the bot answers with them. Correct it on the team’s page (/team), or take it back.
button-team-publish = Publish
button-team-reject = Reject
button-team-undo = Take back
button-team-propose = Propose again
team-published = Published: the bot answers with it already
team-not-published = Not published: something speaks against it, or words are missing
team-changed = Done
team-changed-already = The proposal was changed already: see what it is now
learned-part-title = заголовок; title
learned-part-phrasings = формулировки; phrasings
learned-part-answer = ответ; answer
team-reworded-meanwhile = While you were editing, this proposal was changed. Your words are not saved: compare and save again
team-proposed-already = It is proposed already, further up in the chat
preview-counting = **What the entry { $id } would change**: asking the questions of 90 days again, { $percent } % done.
preview-by-words = Not all questions were compared by meaning: the rare ones ({ $questions }) by words alone.
preview-impossible = What the entry { $id } would change cannot be told: there are conflicts, or no words.
preview-failed = What the entry { $id } would change could not be worked out. Press “What would change” again; should it fail once more, tell whoever looks after the bot.
preview-question = **“{ $question }”**, times: { $times }
preview-before = **Before:** { $title }
preview-after = **After:** { $title }
preview = **What the entry { $id } would change.** { $questions ->
        [0] Questions of the last 90 days would be answered as before.
       *[other] Of the questions of the last 90 days { $questions } would be answered otherwise.
    }
preview-line = “{ $question }”{ $times ->
        [one] {""}
       *[other] {" "}(× { $times })
    }: { $before } → { $after }
preview-nothing = no answer
preview-this = this entry
preview-suggested = suggested: { $title }
button-team-preview = What would change
team-previewing = Asking the questions again: what would change will be told below this proposal
team-taken = The question is yours now
team-is-yours = The question is yours already
team-is-closed = The question is closed already
team-not-yours = Another specialist has this question
team-gone = This question is no longer there
team-only-experts = This button is for the team's specialists
review = **Please review the entry “{ $title }”** ({ $id }): it did not help { $people } { $people ->
        [one] person
       *[other] people
    }.
review-reasons = What was missing:
review-done = **Reviewed: “{ $title }”** ({ $id }) by { $name }.
button-team-reviewed = Reviewed
digest = **The { $days ->
        [1] day
       *[other] week
    } until { $time }, { DATETIME($day, dateStyle: "long") }**
digest-people = People who spoke: { $count }
digest-questions = Questions: { $asked }. Answered: { $answered }, with suggestions: { $suggested }, unanswered: { $unanswered }
digest-profiles = Profiles begun: { $begun }, finished: { $finished }, revised: { $revised }, abandoned: { $abandoned }. Waiting in all: { $waiting }
digest-thumbs = Ratings of the bot's answers: { $good } good, { $bad } bad
digest-reasons = What was missing in answers:
digest-page = More on the team's page: { $link }
digest-due = Entries due for review:
digest-due-line = { $title } (owner: { $owner })
chart = Segment, the { $days ->
        [1] day
       *[other] week
    } until { DATETIME($day, dateStyle: "long") }
chart-questions = Questions
chart-answered = answered
chart-suggested = with choices
chart-unanswered = unanswered
chart-tickets = Questions to specialists
chart-handed-over = handed over
chart-replied = answers of specialists
chart-open = waiting now
chart-overdue = of them over four working hours
chart-profiles = Profiles
chart-begun = begun
chart-finished = finished
chart-abandoned = abandoned
chart-ratings = Ratings of answers
chart-good = helped
chart-bad = did not help
digest-tickets = Questions to specialists: { $asked }, answers: { $answered }. Waiting now: { $waiting }, for more than four working hours: { $overdue }
digest-rated = Specialists' answers that helped: { $helped }, that did not: { $missed }. Entries published: { $published }
digest-unknown = Most often left unanswered:
digest-left-at = Where profiles were left (unchanged for a week):
digest-another-segment = Whether to add another segment
digest-summary = Check-your-answers
team-undelivered = **A message did not reach its person: { $reference }**
    It is a { $kind } (message { $message }). The messenger refused it: { $reason }.

    What to do: if the person tells you this number, ask them to repeat their question or to press “Again”. If there are several, hand the number to the administrator: `segmentbot failures` shows the others of this hour.
team-template-broke = **The Word template could not be filled: { $reference }**
    The person got the document in our own layout, and knows it.

    What to do: ask the administrator to check the template with `segmentbot check`. The error: { $error } at { $place }.
team-set-aside = **A message of a person could not be handled: { $reference }**
    { $kind }: an error in the program. The person was told this number; their earlier answers are kept.

    What to do: hand the number to the administrator. For them: { $error } at { $place }; `segmentbot failures` shows the others of this hour.
kind-text = text
kind-file = file { $format }
kind-said = Typed text
kind-edited = Corrected text
kind-pressed = Pressed button
kind-selected = Choice in a list
kind-uploaded = Sent file
kind-started = Start of the talk
kind-other = Event of the messenger

## The messenger's menu

about-description = Segment helps civil servants with client-centricity. I answer questions from the official materials of the programme, with the source, and help to fill in a client segment profile: one question at a time, in the end a document in Word and PDF. Every answer is saved at once; go on any day. Please send no personal data of clients.
about-short = Questions on client-centricity, and the client segment profile step by step
menu-start = Begin the conversation
menu-help = What I can do
menu-profile = Fill in a segment profile
menu-drafts = My profiles
menu-glossary = Glossary and frequent questions
menu-document = Download the document of a profile
menu-examples = Examples of finished profiles
menu-continue = Continue the profile
menu-pause = Stop and go on later
menu-language = Language of my messages
menu-ask = Ask a specialist
menu-export = Get everything stored about me
menu-team = The team's page
menu-forget = Erase my data
inline-to-chat = Ask in a private chat

## Filling in a profile

welcome-to-interview =
    Let us fill in a client segment profile. For one segment it takes about { $count ->
        [one] { $count } short question
       *[other] { $count } short questions
    } in Russian, and some more to follow up answers; each further segment takes about { $each } more. The optional ones can be skipped; you can stop and go on later: every answer is saved at once.

    Please do not enter personal data of clients.
welcome-to-own-form =
    Let us fill in the form “{ $form }”. It takes about { $count ->
        [one] { $count } short question
       *[other] { $count } short questions
    } in Russian, and some more to follow up answers. The optional ones can be skipped; you can stop and go on later: every answer is saved at once.

    Please do not enter personal data of clients.
segment-begins = **Segment { $number }.** { $count ->
        [one] It has at least { $count } question.
       *[other] It has at least { $count } questions.
    }
how-choice = Press an option or type its number.
how-multi-choice = Mark the options and press “Done”, or type their numbers parted by commas.
how-ranking = Mark the options in order and press “Done”.
how-list-suggested = Mark ready-made items, add your own, one a line, or do both.
how-date = Type the date, for example 22.11.2026.
understood = Recorded as: { $answer }.
understood-rows = Rows recorded: { $count }. The first: { $answer }.
good-items-kept = The other items are kept ({ $count }). Type only what is quoted above anew, or press “Done”.
answered-before = Recorded now:
proposed-earlier-segment = In the segment “{ $name }” the answer is:
proposed-earlier-profile = In the profile “{ $name }” the answer is:
proposed-remaining-share = The other segments leave, %:
proposed-details = The criteria suggest this name:
one-message-offered = Is it written down already? Send it in one message: I will part it over the questions.
pasted-ask = **Send everything you know in one message.**

    A paragraph, a list of “name: answer” or a table will do. I will part it over the questions and show you; nothing is recorded until you confirm it.

    Put the name of the question before each answer.
pasted-open = Not answered yet, for example:
pasted-sent = ✓ Sent in one message
pasted-moved = The segments have been renumbered since, so I record nothing more of the earlier text.
pasted-nothing = I could not tell which questions this text answers. It is still in the field. Put the name of the question and a colon before each answer.
pasted-read = { $count ->
        [0] **This text holds nothing new to record.**
        [one] **Found the answer to { $count } question. It is not recorded yet.**
       *[other] **Found the answers to { $count } questions. They are not recorded yet.**
    }
pasted-to-decide = You need to decide:
pasted-nothing-chat = I could not tell which questions this text answers, and recorded nothing. Put the name of the question and a colon before each answer.
pasted-partly = Of these sentences only what is shown above was taken:
pasted-unknown = Not understood, taken for no question:
pasted-hidden = Not asked with these answers:
pasted-one = Check this answer: it is not recorded yet. Left to check: { $left }.
pasted-before = Recorded now:
pasted-instead = Recorded now: { $now }.
welcome-again = Another profile. Do not give personal data of clients.
pasted-recorded = { $count ->
        [one] { $count } answer is recorded.
       *[other] { $count } answers are recorded.
    }
pasted-dropped = All right, nothing more of this text is recorded.
example-good = *A good example:*
example-choice = *One of the examples has this; yours may differ:*
example-bad = *A bad example:* “{ $example }”. { $why }.
definition = *{ $term }* — { $text }
own-explanation = *An explanation by the compilers, not from the official materials.*
collected =
    { $count ->
        [one] **{ $label }: { $count } item recorded**
       *[other] **{ $label }: { $count } items recorded**
    }
collect-more = More? Send it as the next message. If that is all, press “Done”.
how-list-collected = Several messages are fine. At the end press “Done”, or add that word as the last line.
answered = ✓ { $label }: { $answer }
passed-over = skipped
segments-moved = The segments have been renumbered since. You can change the answer under “check answers”.
not-asked-any-more = This question is no longer asked in the profile.
write-own-option = Write your own text for “{ $option }”.
back-to-question = Back to the profile:
record-after-all = If that was an answer, press “Record as the answer”.
back-to-question-record = Back to the profile. If that was your answer and not a question, press “Record as the answer”.
no-item = I am not sure what you mean by “{ $text }”. So far I have recorded it nowhere. If it is an answer, press “Record as the answer”.
typed-early = You sent this before the question “{ $label }” appeared. If it answers that question, press “Record as the answer”; so far I have recorded it nowhere:
typed-instead-of-yes = I have not erased or changed anything. If this answers the question “{ $label }”, press “Record as the answer”; so far I have recorded it nowhere:
typed-early-elsewhere = You sent this before the question on screen changed. I have recorded it nowhere:
replied-elsewhere = The question in the message that you replied to is not asked now. I have recorded this nowhere:
answer-or-question = “{ $text }” — is that an answer or a question? The official materials have no answer to such a question.
answer-edited = I have changed your earlier answer. { $label }: { $answer }
edited-of-several = The answer “{ $label }” was written in several messages, so the edit of one of them changed nothing. The button changes it.
edited-finished = The profile is finished, so the answer “{ $label }” is as it was. The button changes it: the profile becomes the next version.
summary-typed = I have not saved this anywhere. To change an answer, open its section and press “Change”, or reply to the message with that question.
segments-typed = I have not saved this anywhere: first press whether to add another segment.
edited-too-late = You changed a message that I have answered already: the new text is not saved anywhere. You can change the earlier answer under “check answers”.
edited-question = You changed a message that I have answered already. The new text was neither read nor passed on to a specialist: if it matters, send it as a new message.
cannot-skip = This question is required: the document needs it. Try “Hint” or “Example”; if you do not know yet, choose “Continue later”.
cannot-go-forward = Please answer this question first.
nothing-the-same = This question has not been answered before, so there is nothing to repeat. Write the answer in full.
cannot-do-here = That does not fit here.
carried-over = **Segment { $number }.** What segments often share was taken from the segment “{ $name }”. You can check and change it at any time through “Check the answers”.
another-segment =
    { $count ->
        [one] { $count } segment is described.
       *[other] { $count } segments are described.
    } A target audience usually has two to five segments.
another-segment-of-own-form = { $count ->
        [one] { $count } segment is described.
       *[other] { $count } segments are described.
    }
paused = Fine, we will go on later. Everything is saved: press “Continue” or type /continue when you are ready.
left =
    { $left ->
        [0] All questions are answered.
        [one] { $left } question is left. Answered: { $answered } of { $total }.
       *[other] { $left } questions are left. Answered: { $answered } of { $total }.
    }
section-done = ✓ { $title }
section-open = { $title }: { $done } of { $total }
section-of-segment = Segment { $number }. { $title }
progress = Section { $number } of { $sections } { $bar } · { $where }
progress-new-segment = Segment { $segment }

## Checking the answers

summary = **Check your answers**
summary-remarks = Remarks: { $error } to mend, { $warning } to check, { $hint } hints.
part-shared = The profile as a whole
part-counted = { $title }: { $done } of { $total }
part-segment = { $number }. { $name }
review-remark = **Remark { $number } of { $count }** · { $level }
level-error = to mend
level-warning = to check
level-hint = a hint
review-segments = **The segments of the profile**
review-more = **What else can be done with the profile**
review-more-segment = **{ $title }**
summary-sections = Open a section to look at its answers and to change any of them.
summary-missing =
    { $count ->
        [one] { $count } required question has no answer.
       *[other] { $count } required questions have no answer.
    }
summary-ready = All set: you can get the document.
findings-error = **To be corrected** ({ $count }):
findings-warning = **Worth checking** ({ $count }):
findings-hint = **Advice** ({ $count }):
why-as-it-is = Why is it so? Write one phrase: it goes into the document’s list of remarks.
reason-is-personal = This looks like personal data: { $words }. The reason goes into the document; write it without them.
row-missing = No answer
row-remark = ⚠ *{ $remark }*
finish-blocked = The profile cannot be finished yet: correct what is marked below. A draft can be downloaded at any time.
finished = **The profile is ready.** { $title }

    Profile number: **{ $reference }**.
finished-revised = Version { $version }. Changed since the last one: { $fields }{ $more ->
        [0] {""}.
       *[other] {" "}and { $more } more.
    }
finished-next = What next: check the document and hand it to your head of department. The profile stays in “My profiles”; you can change or copy it.
file-refused = Could not be sent: { $names }. The document is kept, everything else is fine. Press “Once more”.
files-again = The files of the profile “{ $title }”:
draft-document = Draft of the document “{ $title }”; it is marked «ЧЕРНОВИК».
file-docx = Word document
file-pdf = PDF document
file-png = First page of “{ $title }”
file-zip = Archive of your data

## The person's profiles

untitled = New profile
unfinished =
    { $count ->
        [one] You have a profile in progress. Continue it or start a new one?
       *[other] You have profiles in progress. Continue one of them or start a new one?
    }
too-many-drafts = You already have { $most } profiles; I keep no more. Delete those you do not need.
opened = Opening: **{ $title }**
no-drafts = You have no profiles yet. Start one or look at the examples first.
drafts = Your profiles:
draft-finished = Finished, changed { $date }
draft-filling = Answered { $answered } of { $total }, changed { $date }
draft-reopened = Was finished, being revised: answered { $answered } of { $total }, changed { $date }
draft-finished-small = Ready · { $date }
draft-filling-small = { $answered } of { $total } · { $date }
draft-reopened-small = Being revised · { $date }
name-of-copy =
    { $number ->
        [1] { $title } (copy)
       *[other] { $title } (copy { $number })
    }
draft-gone = This profile is no longer there.
rename = What should the profile “{ $title }” be called? Only you see the name; it goes neither into the document nor into file names.
renamed = The profile is now called “{ $title }”.
name-is-personal = This looks like personal data: { $words }. Please name the profile without them.
draft-gone-long = This profile is no longer there: perhaps it was deleted in another window. Your profiles: /drafts.
copied = A copy of “{ $title }” is made. Change what differs.
expiry-warning =
    { $count ->
        [1] This profile has not been changed for long. Soon I will erase it with its documents:
       *[other] These profiles have not been changed for long. Soon I will erase them with their documents:
    }
expiry-line = To be erased on { DATETIME($ends, dateStyle: "long") }. Last changed on { DATETIME($changed, dateStyle: "long") }
expiry-remedy = Continue a profile that you need, or press “Keep”: it then stays for 180 days more. One that you do not need goes by itself.
expiry-kept = The profile “{ $title }” stays. If it is not changed, it is kept until { DATETIME($ends, dateStyle: "long") }.
expired =
    { $count ->
        [1] I have erased a profile that had not been changed since { DATETIME($changed, dateStyle: "long") }, with its documents and our old messages about it. I keep no profile longer than 180 days without a change.
       *[other] I have erased profiles that had not been changed since { DATETIME($changed, dateStyle: "long") } or longer, with their documents and our old messages about them. I keep no profile longer than 180 days without a change.
    }
examples = Worked profiles. The agencies, people and figures in them are invented.
example-note = { $shows }. The agency, people and figures are invented.

## Removing and putting back

remove-segment-confirm = Delete segment { $number }? It holds { $amount }. You can put it back until the end of the day.
delete-confirm = Delete the profile “{ $title }”? { $state }. It holds { $amount }. You can put it back until the end of the day, but without the documents made of it.
replace-confirm = Recorded now: { $before }. Instead there will be: { $after }. Replace it? You can put the earlier answer back until the end of the day.
removed = Deleted: { $what }. You can put it back until the end of the day, by the button or the word “undo”.
put-back = Put back: { $what }.
nothing-to-put-back = There is nothing to put back: nothing was deleted today, or all of it is back.
no-room-for-segment = A profile has no more segments than { $most }. Delete one that is not needed and try again.
removed-segment = segment { $number } ({ $amount })
removed-draft = the profile “{ $title }” ({ $amount })
removed-answer = the earlier answer “{ $label }” ({ $amount })
amount-answers =
    { $count ->
        [0] no answers
        [one] { $count } answer
       *[other] { $count } answers
    }
amount-items =
    { $count ->
        [one] { $count } item
       *[other] { $count } items
    }
amount-rows =
    { $count ->
        [one] { $count } row
       *[other] { $count } rows
    }

## Personal data

export = This is everything I keep about you: profiles, questions, messages.
export-later = I prepare such an export once an hour at most. The last one is above; you can ask for another after { $time }.
storage-full = I cannot keep this: as much is stored for you as I have room for. Delete profiles that you no longer need (/drafts) and send it again. Everything recorded earlier is still there.
draft-full = I cannot keep this: this profile already holds more text than I have room for. Shorten the longest answers: I take an answer that is shorter than before. Everything recorded earlier is still there.
forget-confirm =
    { $count ->
        [0] Erase everything I keep about you: questions and messages? It cannot be brought back.
        [one] Erase everything I keep about you: { $count } profile, documents, questions and messages? It cannot be brought back.
       *[other] Erase everything I keep about you: { $count } profiles, documents, questions and messages? It cannot be brought back.
    }
forgotten = Everything is erased. If you need me, just write.
forgotten-in-messenger = Everything is deleted. The messages and files in the messenger itself stay: delete the chat if you do not need them. If you need me, just write.
left-as-it-was = I left everything as it was.
not-confirmed = I have not erased or changed anything.
stale-button = This button belongs to an earlier question, so nothing has changed. The current question is in the last message.
stale-button-at-home = This button belongs to an earlier question, so nothing has changed.

## Buttons

button-start-profile = Fill in a profile
button-drafts = My profiles
button-glossary = Glossary
button-glossary-tier = ◀ Back to the list
button-glossary-back = All parts
button-examples = Worked profiles
button-counterpart-term = In the glossary: { $title }
button-counterpart-faq = Frequent question: { $title }
button-example-entry = Are there examples?
button-template = Profile template
button-none-of-these = None of these
button-russian = Русский
button-english = English
button-done = Done
button-keep = Keep as it is
button-no-reason = Without a reason
button-record = Record as the answer
button-proposed-earlier-segment = As in segment { $number }
button-proposed-earlier-profile = As in the earlier profile
button-proposed-remaining-share = The rest: { $value } %
button-proposed-details = Use this name
button-one-message = Fill in with one message
button-one-message-small = In one message
button-fill-on-screen = Fill in on screen
button-record-all = Record all ({ $count })
button-one-by-one = Check one by one
button-edit-text = Change the text
button-drop-text = Do not record
button-record-part = Record
button-edit-part = Change
button-drop-part = Do not record
button-own-option = Record under “{ $option }”
button-is-answer = It is an answer
button-is-question = It is a question
button-skip = Skip
button-help = Hint
button-help-hide = Hide the hint
button-example = Example
button-example-hide = Hide the example
button-explain = What is “{ $term }”?
button-back = Back
button-forward = Forward
button-unchanged = Keep the earlier answer
button-drop-last = Remove the last one
button-next-options = More options
button-back-small = ◀ Back
button-again = Once more
button-more = ☰ More
button-close = ✕ Hide
button-change-answer = Change
button-copy-answer = Copy the earlier answer
button-copy-answer-small = Copy it
button-copy-part = 📋 Part { $number }
button-summary = Check the answers
button-pause = Continue later
button-add-segment = Yes, add a segment
button-add-like-it = Yes, similar to segment { $number }
button-no-more-segments = No, that is all
button-add-segment-later = Add a segment
button-remove-segment = Delete segment { $number }
button-resume = Go on with the question “{ $label }”
button-resume-segments = Go on filling in
button-finish = Get the document
button-draft-document = Download a draft
button-delete-draft = Delete the profile
button-review = To the check
button-remarks = Remarks: { $count }
button-segments = Segments: { $count }
button-change-number = Change { $number }
button-mend-this = Mend
button-page-back = ◀
button-page-on = ▶
button-others = ⋯
button-mend = Correct: { $title }
button-keep-finding = Keep as it is: { $title }
button-change = Change: { $label }
button-previous-page = Previous section
button-next-page = Next section
button-overview = All sections
button-keep-draft = Keep: { $title }
button-edit-finished = Open this profile
button-continue-at = Continue: { $title } · { $answered } of { $total }
button-continue = Continue: { $title }
button-continue-draft = Continue “{ $title }” — { $answered } of { $total } answered
button-begin-anew = Start another profile
button-continue-this = Go on
button-document-this = Download
button-copy-this = Make a copy
button-rename-this = Rename
button-delete-this = Delete
button-open = Open: { $title }
button-copy = Copy: { $title }
button-rename = Rename: { $title }
button-rename-no = Keep the name
button-download = Download: { $title }
button-delete = Delete: { $title }
button-delete-yes = Yes, delete
button-delete-no = No, keep it
button-replace-yes = Yes, replace
button-put-back = Put back
button-put-back-what = Put back: { $what }
button-forget-yes = Yes, erase everything
button-forget-no = No, keep it

## What may be typed

words-start = /start; start
words-help = /help; help; menu; what can you do
words-continue = /continue; continue; let us continue; go on with my profile
words-profile = /profile; fill in a profile; new profile; start a profile
words-drafts = /drafts; my profiles; my drafts; drafts; delete the profile; rename the profile; copy the profile
words-glossary = /glossary; glossary; terms
words-examples = /examples; worked profiles; examples
words-cancel = /cancel; cancel; stop; later; continue later
words-language = /language; language; change language
words-ask = /ask; call a specialist
words-export = /export; export my data
words-undo = /undo; undo; put back
words-forget = /forget; erase my data; forget me
words-document = /document; download a draft
words-back = /back; back; go back; previous question
words-forward = /forward; forward; next
words-skip = /skip; skip; skip this question; skip it
words-hint = /hint; hint; what should i write; what should i write here; what do i write here; i do not understand; i don't understand; i do not understand the question; i don't understand the question
words-example = /example; example; give an example; give me an example; show an example
words-no-data = /nodata; no data; there is no data; we have no data
words-done = /done; done
words-summary = /summary; check the answers; remove a segment; remove segment #; change an answer; show my answers
words-one-message = /fill; fill in with one message
words-left = /left; what is left; how many questions are left; how much is left; how many are left
words-same = the same; same; as above; as before; same as above
words-rest = the rest; the others
words-keep = /keep; keep as it is
words-yes = yes
words-no = no

# What people wish the bot to do: these words in any order, where no answer of the form is awaited.
wishes-profile = fill/make/create/start/begin/complete profile/form; fill in profile/form; start/begin/create/make new profile
wishes-continue = continue/resume profile/form/filling; go on with profile/form/filling; back to profile/form; where were/did we; go on filling
wishes-drafts = show/list my profiles/drafts; list of profiles/drafts; delete/rename/copy profile/draft
wishes-document = send/show/download files/document/result/word/pdf/profile; show what have; where is document; where is my document/file/profile
wishes-forget = delete/erase/forget everything; delete/erase all my data; delete/erase my data; forget me
wishes-export = export/download/send my data; what do know about me
wishes-summary = show/see/check/review my/all answers
wishes-left = what/how many is left; what/how many are left; how many questions left
wishes-examples = show/see example/examples of profile/form; show/see example/examples
wishes-glossary = show/open glossary/terms
wishes-language = switch/change to russian/english; speak russian/english; switch/change language
wishes-help = how to use; what can do
wish-words = i; want; would; like; to; let; us; s; please; can; could; you; we; help; me; a; the; need; now; again; segment; client

## The chat in the terminal

terminal-how = The conversation is kept in { $database }. A button is pressed by typing its number, or its words in brackets. End a list, a table or a long text with an empty line. To end the conversation, type “exit” or press Ctrl-D.
terminal-team-off = You cannot ask a specialist from here: the team's chat is off; { $team } and a messenger's token turn it on.
terminal-encoders-off = Questions are understood by their words only: understanding by meaning is switched off by { $encoders }.
terminal-several-lines = The answer may take several lines. To send it, press Enter on an empty line.
terminal-exit = exit; quit; /exit; /quit; выход; выйти
