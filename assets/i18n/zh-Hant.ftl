# 介面上的全部文字,按鍵名排列。各語言的鍵名相同。

menu-file = 檔案
menu-edit = 編輯
menu-label = 標註
menu-view = 檢視
menu-help = 幫助
menu-recent = 最近的專案

action-new-project = 用文件新建專案…
action-open-project = 開啟專案…
action-open-sample = 開啟示例
action-add-documents = 添加文件…
action-add-folder = 添加資料夾…
action-save = 儲存
action-save-as = 另存新檔…
action-export = 匯出訓練數據…
action-check = 檢查專案
action-close-project = 關閉專案
action-quit = 退出
action-undo = 復原
action-redo = 重做
action-copy = 複製文字
action-select-all = 全選
action-select-word = 選中詞
action-select-sentence = 選中句子
action-let-go = 取消選擇
action-rename-document = 重新命名文件…
action-remove-document = 從專案移除文件
action-rename-project = 重新命名專案…
action-rename-annotator = 更改標註者名稱…
action-edit-schema = 標籤與關係…
action-edit-guideline = 標註規範…
action-settings = 設定…
action-label = 標籤
action-delete-span = 刪除標註
action-left-edge-left = 左緣左移
action-left-edge-right = 左緣右移
action-right-edge-left = 右緣左移
action-right-edge-right = 右緣右移
action-next-span = 下一個標註
action-previous-span = 上一個標註
action-span-beneath = 下層標註
action-edit-note = 備註…
action-link-span = 標為關係端點
action-document-done = 完成併到下一篇
action-status-to-do = 狀態:待標
action-status-in-progress = 狀態:進行中
action-status-done = 狀態:完成
action-status-to-discuss = 狀態:待討論
action-next-document = 下一篇文件
action-previous-document = 上一篇文件
action-focus-text = 回到正文
action-toggle-documents = 文件欄
action-toggle-labels = 標籤欄
action-larger-text = 放大文字
action-smaller-text = 縮小文字
action-usual-text = 預設字號
action-toggle-theme = 淺色或深色
action-toggle-contrast = 高對比度
action-next-language = 切換介面語言
action-palette = 命令
action-help = 按鍵與幫助
action-about = 關於硃筆
action-move-left = 左移一字
action-move-right = 右移一字
action-move-up = 上移一行
action-move-down = 下移一行
action-move-word-left = 左移一詞
action-move-word-right = 右移一詞
action-move-sentence-left = 上移一句
action-move-sentence-right = 下移一句
action-move-paragraph-up = 上移一段
action-move-paragraph-down = 下移一段
action-move-row-start = 行首
action-move-row-end = 行尾
action-move-page-up = 上一頁
action-move-page-down = 下一頁
action-move-document-start = 文首
action-move-document-end = 文末
action-extend-left = 向左選一字
action-extend-right = 向右選一字
action-extend-up = 向上選一行
action-extend-down = 向下選一行
action-extend-word-left = 向左選一詞
action-extend-word-right = 向右選一詞
action-extend-sentence-left = 向前選一句
action-extend-sentence-right = 向後選一句
action-extend-paragraph-up = 向前選一段
action-extend-paragraph-down = 向後選一段
action-extend-row-start = 選至行首
action-extend-row-end = 選至行尾
action-extend-page-up = 向上選一頁
action-extend-page-down = 向下選一頁
action-extend-document-start = 選至文首
action-extend-document-end = 選至文末

ok = 確定

cancel = 取消

close = 關閉

start-what = 在自己的電腦上標註中文文件裡的人物、職務、事件和口號
start-sample = 三篇短文,用來試用全部功能
start-new = 選擇文字檔案,內容複製到新專案,原檔案不變
start-open = 本程式或同事儲存的 .ron 檔案
start-drop = 也可以把檔案、資料夾或專案拖進窗口
start-recent = 最近的專案

panel-documents = 文件
panel-progress = 已完成文件
panel-layers = 圖層
panel-labels = 標籤
panel-counts = 本文 / 全部
panel-span = 所選標註
panel-selection = 所選文字
panel-how = 怎樣標註
panel-relations = 關係

hint-select = 拖選文字或雙擊一個詞,再按標籤的數字鍵
hint-press = 請按標籤的按鍵

span-label = 標籤
span-place = 位置
span-place-value = { $start }–{ $end } · { $n } 字
span-origin = 來源
span-note = 備註
span-left-edge = 左緣
span-right-edge = 右緣
span-head = 關係起點:{ $words }
span-remove-relation = 刪除

origin-hand = 手工
origin-repeated = 同詞標註

label-unknown = 未知標籤

paper-name = 文件正文
paper-empty = 專案裡還沒有文件
paper-measure = { $size } px · 每行 { $n } 字

status-place = 第 { $paragraph } 段 · 字 { $char }
status-selected = 選中 { $n } 字
status-saved = 已儲存
status-unsaved = 未儲存
status-never-saved = 尚未儲存到檔案
status-saving = 正在儲存…
status-working = 正在處理…
status-to-do = 待標
status-in-progress = 進行中
status-done = 完成
status-to-discuss = 待討論

say-no-project = 請先開啟或新建專案
say-no-document = 請先添加文件
say-no-selection = 請先選中文字
say-no-span = 請先點選一個標註
say-no-label = 沒有這個標籤
say-span-too-short = 標註至少要有一個字
say-text-ends = 已到文字邊界
say-nothing-beneath = 下面沒有別的標註
say-no-more-spans = 沒有更多標註
say-no-more-documents = 沒有更多文件
say-no-relation-fits = 沒有關係可以連接這兩種標籤
say-no-history = 沒有可復原或重做的操作
say-other-project = 現在開啟的是另一個專案,未執行
say-one-project = 請單獨拖入一個專案,或只拖入文件

said-undone = 已復原
said-redone = 已重做
said-copied = 已複製
said-head-marked = 請選中另一個標註,再按一次
said-head-forgotten = 已取消關係起點
said-labelled = 標註 { $n } 處
said-removed = 刪除 { $n } 處
said-changed = 已更改
said-reading = 正在讀取文件…
said-opening = 正在開啟…
said-opened = 已開啟 · 以“{ $name }”的名義標註
said-saved = 已儲存
said-added = 添加了 { $n } 篇文件
said-exported = 已匯出到 { $file }

new-project-name = 新專案

files-projects = 硃筆專案
files-documents = 文字
files-new-project = 為新專案選擇文件
files-add-documents = 選擇要添加的文件
files-add-folder = 選擇文件資料夾
files-open-project = 開啟專案
files-save-as = 專案另存新檔
files-export = 匯出到

path-why = 系統沒有檔案對話框,請輸入或貼上路徑,多個路徑分行寫
path-hint = /home/…/檔案.txt

leave-title = 專案尚未儲存
leave-question = 關閉前要儲存“{ $name }”嗎?
leave-save = 儲存
leave-discard = 不儲存

error-open = 無法開啟 { $file }
error-open-safe = 檔案沒有改動,原來開啟的內容不受影響
error-save = 無法儲存 { $file }
error-save-safe = 標註都還在,磁碟上的檔案保持原樣;請重試,或另存新檔別的檔案
error-export = 無法寫入 { $file }
error-sample = 無法複製示例專案
error-settings = 無法儲存設定
error-documents = 有 { $n } 個檔案無法讀取
error-documents-safe = 這些檔案沒有改動,其餘檔案已添加
error-export-own = { $file } 就是專案檔案
error-export-own-do = 沒有寫入,請另選檔案
error-task = 處理時出錯({ $task })

notice-doubts = 請檢查這些文件

doubt-encoding = 按 { $encoding } 讀取(推測)
doubt-replaced = 有 { $n } 處無法識別,顯示為 ▯
doubt-controls = 保留了 { $n } 個控制字元

notice-problems = 專案裡有 { $n } 處不相符
notice-problems-safe = 內容都原樣保留,按 F8 查看清單

refusal-overlap = 同一標籤的標註不能重疊
refusal-span-taken = 已經有相同的標註
refusal-label-taken = 已有同名標籤
refusal-hotkey-taken = 兩個標籤不能用同一個按鍵
refusal-label-in-use = 標籤仍有標註,請合併或連同標註一起刪除
refusal-bad-key = 不能用作鍵名
refusal-name-taken = 已有同名文件
refusal-empty-name = 名稱不能為空
refusal-annotator-taken = 已有同名圖層
refusal-document-taken = 專案裡已有這篇文件
refusal-other = 無法執行

palette-hint = 輸入命令或文件名稱的一部分
palette-nothing = 沒有匹配的命令

help-mouse = 拖動選擇 · 雙擊選詞 · 三擊選句 · 按住 Shift 點擊擴選 · 點擊標註選中它,再點選下層 · 拖動兩端手柄調整邊界
help-extend = 移動游標時按住 Shift 即選擇文字

about-licence = 自由軟件,MIT 或 Apache-2.0 許可
about-font = Zhubi Sans 取自 Noto Sans CJK SC,SIL 開放字體許可 1.1
about-config = 設定
about-data = 示例等程式檔案

guideline-what = 每個標籤標什麼、不標什麼;隨專案儲存

check-nothing = 沒有發現問題
check-found = 發現 { $n } 處,點擊前往
check-working = 正在檢查…

export-format = 格式
export-layer = 圖層
export-overlap = 重疊時
export-longest = 保留最長的
export-first = 保留最前的
export-error = 不匯出
export-no-layer = 還沒有標註
export-counts = { $documents } 篇文件,{ $spans } 處標註
export-unlabelled = { $n } 篇文件沒有該圖層,不匯出
export-no-loss = 此格式不丟失任何內容
export-loss = 此格式無法儲存
export-stuck = 有重疊的標註,不會匯出
export-write = 匯出到檔案…
export-working = 正在統計…

format-jsonl = 每行一篇文件及其標註
format-conll-bio = 每行一字,B- I- O
format-conll-bioes = 每行一字,B- I- E- S- O

loss-nested = 嵌套的標註
loss-overlapping = 交疊的標註
loss-blank = 只有空白的標註
loss-trimmed = 標註兩端的空白
loss-label-spelling = 寫法會改變的標籤名
loss-attributes = 屬性值
loss-span-notes = 標註的備註
loss-entities = 實體名
loss-relations = 關係
loss-classes = 文件類別
loss-notes = 文件的備註
loss-statuses = 文件狀態
loss-conflicts = 合併衝突
loss-misfits = 與文字不符的行
loss-later-values = 新版本寫入的內容
loss-origins = 標註來源
loss-review = 已拒絕的建議與忽略的問題
loss-time = 工作用時

finding-label-repeated = 標籤鍵名重複
finding-hotkey-shared = 標籤按鍵重複
finding-document-name = 文件重名
finding-conflict = 合併留下的衝突
finding-misfit = 與文字不符的標註
finding-label-unknown = 未定義的標籤
finding-overlap = 同一標籤的標註重疊
finding-attribute-unknown = 未定義的屬性
finding-attribute-value = 屬性值不在選項中
finding-entity-unknown = 未列出的實體
finding-class-unknown = 未定義的文件類別
finding-relation-unknown = 未定義的關係
finding-relation-end-gone = 關係的一端已不存在
finding-relation-label = 關係連接了不允許的標籤
finding-edge-space = 邊緣有空白
finding-edge-quote = 邊緣有引號
finding-edge-punctuation = 末尾有標點
finding-edge-gloss = 邊界切開了注音
finding-gloss-left-out = 漏掉了末字的注音
finding-edge-grapheme = 邊界切開了字元
finding-note-outside = 備註超出文字
finding-ignored-outside = 忽略的問題超出文字

settings-annotator = 標註者名稱
settings-annotator-what = 您的標註儲存在同名圖層裡
settings-language = 介面語言
settings-theme = 外觀
settings-text-size = 正文字號
settings-keys = 按鍵
settings-keys-what = 點擊按鍵即可更改;標籤的按鍵在“標籤與關係”裡
settings-press = 請按鍵…
settings-usual = 預設
settings-key-taken = { $keys } 已用於:{ $action }

theme-system = 跟隨系統
theme-light = 淺色
theme-dark = 深色

schema-labels = 標籤
schema-relations = 關係
schema-classes = 文件類別
schema-key = 數據中的鍵名
schema-name = 名稱
schema-letter = 標記字
schema-hotkey = 按鍵
schema-color = 顏色
schema-description = 說明
schema-self-overlap = 允許自身重疊
schema-attributes = 屬性
schema-add-label = + 標籤
schema-add-attribute = + 屬性
schema-add-relation = + 關係
schema-add-class = + 類別
schema-remove = 刪除
schema-kind = 取值
schema-choice = 選項
schema-yes-no = 是否
schema-text = 文字
schema-values = 選項,用頓號分隔
schema-n-spans = 所有圖層共 { $n } 處標註
schema-merge = 合併到…
schema-remove-label = 刪除標籤…
schema-remove-sure = 連同 { $n } 處標註一起刪除
schema-heads = 起點
schema-tails = 終點
schema-ends-what = 不選表示任意標籤

loading-title = 正在開啟…

replace-title = 檔案已存在
replace-question = 要替換 { $file } 嗎?
replace-do = 替換
