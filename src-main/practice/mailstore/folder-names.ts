/**
 * Display names of the folders a new mailbox gets, by language. Taken once, at the mailbox's first use, and kept afterwards,
 * as Exchange does: one tenant mixes languages. Common names as documented by grommunio/gromox and ecederstrand/exchangelib
 * (https://github.com/ecederstrand/exchangelib/blob/master/exchangelib/folders/known_folders.py).
 */
const order = [
  'inbox',
  'drafts',
  'sentitems',
  'deleteditems',
  'outbox',
  'junkemail',
  'calendar',
  'contacts',
  'tasks',
  'notes',
  'journal',
] as const;

export type LocalizedFolder = (typeof order)[number];

const names: Readonly<Record<string, readonly string[]>> = {
  en: ['Inbox', 'Drafts', 'Sent Items', 'Deleted Items', 'Outbox', 'Junk Email', 'Calendar', 'Contacts', 'Tasks', 'Notes', 'Journal'],
  de: ['Posteingang', 'Entwürfe', 'Gesendete Elemente', 'Gelöschte Elemente', 'Postausgang', 'Junk-E-Mail', 'Kalender', 'Kontakte', 'Aufgaben', 'Notizen', 'Journal'],
  fr: ['Boîte de réception', 'Brouillons', 'Éléments envoyés', 'Éléments supprimés', "Boîte d'envoi", 'Courrier indésirable', 'Calendrier', 'Contacts', 'Tâches', 'Notes', 'Journal'],
  es: ['Bandeja de entrada', 'Borradores', 'Elementos enviados', 'Elementos eliminados', 'Bandeja de salida', 'Correo no deseado', 'Calendario', 'Contactos', 'Tareas', 'Notas', 'Diario'],
  it: ['Posta in arrivo', 'Bozze', 'Posta inviata', 'Posta eliminata', 'Posta in uscita', 'Posta indesiderata', 'Calendario', 'Contatti', 'Attività', 'Note', 'Journal'],
  "pt-BR": ['Caixa de Entrada', 'Rascunhos', 'Itens Enviados', 'Itens Excluídos', 'Caixa de Saída', 'Lixo Eletrônico', 'Calendário', 'Contatos', 'Tarefas', 'Anotações', 'Journal'],
  "pt-PT": ['Caixa de Entrada', 'Rascunhos', 'Itens Enviados', 'Itens Eliminados', 'A Enviar', 'E-mail de Lixo', 'Calendário', 'Contactos', 'Tarefas', 'Notas', 'Diário'],
  nl: ['Postvak IN', 'Concepten', 'Verzonden items', 'Verwijderde items', 'Postvak UIT', 'Ongewenste e-mail', 'Agenda', 'Contactpersonen', 'Taken', 'Notities', 'Logboek'],
  sv: ['Inkorg', 'Utkast', 'Skickat', 'Borttagna objekt', 'Utkorg', 'Skräppost', 'Kalender', 'Kontakter', 'Uppgifter', 'Anteckningar', 'Journal'],
  da: ['Indbakke', 'Kladder', 'Sendt post', 'Slettet post', 'Udbakke', 'Uønsket mail', 'Kalender', 'Kontakter', 'Opgaver', 'Noter', 'Journal'],
  nb: ['Innboks', 'Kladd', 'Sendte elementer', 'Slettede elementer', 'Utboks', 'Søppelpost', 'Kalender', 'Kontakter', 'Oppgaver', 'Notater', 'Journal'],
  fi: ['Saapuneet', 'Luonnokset', 'Lähetetyt', 'Poistetut', 'Lähtevät', 'Roskaposti', 'Kalenteri', 'Yhteystiedot', 'Tehtävät', 'Huomautukset', 'Loki'],
  pl: ['Skrzynka odbiorcza', 'Wersje robocze', 'Elementy wysłane', 'Elementy usunięte', 'Skrzynka nadawcza', 'Wiadomości-śmieci', 'Kalendarz', 'Kontakty', 'Zadania', 'Notatki', 'Dziennik'],
  cs: ['Doručená pošta', 'Koncepty', 'Odeslaná pošta', 'Odstraněná pošta', 'Odchozí pošta', 'Nevyžádaná pošta', 'Kalendář', 'Kontakty', 'Úlohy', 'Poznámky', 'Deník'],
  hu: ['Beérkezett üzenetek', 'Piszkozatok', 'Elküldött elemek', 'Törölt elemek', 'Kimenő levelek', 'Levélszemét', 'Naptár', 'Névjegyek', 'Feladatok', 'Feljegyzések', 'Napló'],
  tr: ['Gelen Kutusu', 'Taslaklar', 'Gönderilmiş Öğeler', 'Silinmiş Öğeler', 'Giden Kutusu', 'Gereksiz E-posta', 'Takvim', 'Kişiler', 'Görevler', 'Notlar', 'Günlük'],
  ru: ['Входящие', 'Черновики', 'Отправленные', 'Удаленные', 'Исходящие', 'Нежелательная почта', 'Календарь', 'Контакты', 'Задачи', 'Заметки', 'Журнал'],
  uk: ['Вхідні', 'Чернетки', 'Надіслані', 'Видалені', 'Вихідні', 'Небажана пошта', 'Календар', 'Контакти', 'Завдання', 'Нотатки', 'Журнал'],
  el: ['Εισερχόμενα', 'Πρόχειρα', 'Απεσταλμένα', 'Διαγραμμένα', 'Εξερχόμενα', 'Ανεπιθύμητα email', 'Ημερολόγιο', 'Επαφές', 'Εργασίες', 'Σημειώσεις', 'Χρονικό'],
  ro: ['Inbox', 'Schiţe', 'Elemente trimise', 'Elemente şterse', 'Outbox', 'E-mail nedorit', 'Calendar', 'Contacte', 'Activităţi', 'Note', 'Jurnal'],
  ja: ['受信トレイ', '下書き', '送信済みアイテム', '削除済みアイテム', '送信トレイ', '迷惑メール', '予定表', '連絡先', 'タスク', 'メモ', 'ジャーナル'],
  "zh-CN": ['收件箱', '草稿', '已发送邮件', '已删除邮件', '发件箱', '垃圾邮件', '日历', '联系人', '任务', '便笺', '日记'],
  "zh-TW": ['收件匣', '草稿', '寄件備份', '刪除的郵件', '寄件匣', '垃圾郵件', '行事曆', '連絡人', '工作', '記事', '日誌'],
  ko: ['받은 편지함', '임시 보관함', '보낸 편지함', '지운 편지함', '보낼 편지함', '정크 메일', '일정', '연락처', '작업', '메모', '업무 일지'],
  ar: ['علبة الوارد', 'المسودات', 'العناصر المرسلة', 'العناصر المحذوفة', 'علبة الصادر', 'بريد إلكتروني غير هام', 'التقويم', 'جهات الاتصال', 'المهام', 'الملاحظات', 'دفتر يومية'],
  he: ['תיבת דואר נכנס', 'טיוטות', 'פריטים שנשלחו', 'פריטים שנמחקו', 'תיבת דואר יוצא', 'דואר זבל', 'לוח שנה', 'אנשי קשר', 'משימות', 'הערות', 'יומן'],
};

export const folderLanguages: readonly string[] = Object.keys(names);

/** By full tag, then primary subtag, then English. */
export const localizedFolderName = (folder: LocalizedFolder, language: string): string => {
  const row =
    names[language] ??
    names[language.split('-')[0] ?? 'en'] ??
    Object.entries(names).find(([tag]) => tag.startsWith(`${language.split('-')[0] ?? ''}-`))?.[1] ??
    names['en'];
  return row?.[order.indexOf(folder)] ?? folder;
};
