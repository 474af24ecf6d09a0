# 界面上的全部文字,按键名排列。各语言的键名相同。

menu-file = 文件
menu-edit = 编辑
menu-label = 标注
menu-view = 视图
menu-help = 帮助
menu-recent = 最近的项目

action-new-project = 用文档新建项目…
action-open-project = 打开项目…
action-open-sample = 打开示例
action-add-documents = 添加文档…
action-add-folder = 添加文件夹…
action-save = 保存
action-save-as = 另存为…
action-export = 导出训练数据…
action-check = 检查项目
action-close-project = 关闭项目
action-quit = 退出
action-undo = 撤销
action-redo = 重做
action-copy = 复制文字
action-select-all = 全选
action-select-word = 选中词
action-select-sentence = 选中句子
action-let-go = 取消选择
action-rename-document = 重命名文档…
action-remove-document = 从项目移除文档
action-rename-project = 重命名项目…
action-rename-annotator = 更改标注者名称…
action-edit-schema = 标签与关系…
action-edit-guideline = 标注规范…
action-settings = 设置…
action-label = 标签
action-delete-span = 删除标注
action-left-edge-left = 左缘左移
action-left-edge-right = 左缘右移
action-right-edge-left = 右缘左移
action-right-edge-right = 右缘右移
action-next-span = 下一个标注
action-previous-span = 上一个标注
action-span-beneath = 下层标注
action-edit-note = 备注…
action-link-span = 标为关系端点
action-document-done = 完成并到下一篇
action-status-to-do = 状态:待标
action-status-in-progress = 状态:进行中
action-status-done = 状态:完成
action-status-to-discuss = 状态:待讨论
action-next-document = 下一篇文档
action-previous-document = 上一篇文档
action-focus-text = 回到正文
action-toggle-documents = 文档栏
action-toggle-labels = 标签栏
action-larger-text = 放大文字
action-smaller-text = 缩小文字
action-usual-text = 默认字号
action-toggle-theme = 浅色或深色
action-toggle-contrast = 高对比度
action-next-language = 切换界面语言
action-palette = 命令
action-help = 按键与帮助
action-about = 关于朱笔
action-move-left = 左移一字
action-move-right = 右移一字
action-move-up = 上移一行
action-move-down = 下移一行
action-move-word-left = 左移一词
action-move-word-right = 右移一词
action-move-sentence-left = 上移一句
action-move-sentence-right = 下移一句
action-move-paragraph-up = 上移一段
action-move-paragraph-down = 下移一段
action-move-row-start = 行首
action-move-row-end = 行尾
action-move-page-up = 上一页
action-move-page-down = 下一页
action-move-document-start = 文首
action-move-document-end = 文末
action-extend-left = 向左选一字
action-extend-right = 向右选一字
action-extend-up = 向上选一行
action-extend-down = 向下选一行
action-extend-word-left = 向左选一词
action-extend-word-right = 向右选一词
action-extend-sentence-left = 向前选一句
action-extend-sentence-right = 向后选一句
action-extend-paragraph-up = 向前选一段
action-extend-paragraph-down = 向后选一段
action-extend-row-start = 选至行首
action-extend-row-end = 选至行尾
action-extend-page-up = 向上选一页
action-extend-page-down = 向下选一页
action-extend-document-start = 选至文首
action-extend-document-end = 选至文末

ok = 确定

cancel = 取消

close = 关闭

start-what = 在自己的电脑上标注中文文档里的人物、职务、事件和口号
start-sample = 三篇短文,用来试用全部功能
start-new = 选择文本文件,内容复制到新项目,原文件不变
start-open = 本程序或同事保存的 .ron 文件
start-drop = 也可以把文件、文件夹或项目拖进窗口
start-recent = 最近的项目

panel-documents = 文档
panel-progress = 已完成文档
panel-layers = 图层
panel-labels = 标签
panel-counts = 本文 / 全部
panel-span = 所选标注
panel-selection = 所选文字
panel-how = 怎样标注
panel-relations = 关系

hint-select = 拖选文字或双击一个词,再按标签的数字键
hint-press = 请按标签的按键

span-label = 标签
span-place = 位置
span-place-value = { $start }–{ $end } · { $n } 字
span-origin = 来源
span-note = 备注
span-left-edge = 左缘
span-right-edge = 右缘
span-head = 关系起点:{ $words }
span-remove-relation = 删除

origin-hand = 手工
origin-repeated = 同词标注

label-unknown = 未知标签

paper-name = 文档正文
paper-empty = 项目里还没有文档
paper-measure = { $size } px · 每行 { $n } 字

status-place = 第 { $paragraph } 段 · 字 { $char }
status-selected = 选中 { $n } 字
status-saved = 已保存
status-unsaved = 未保存
status-never-saved = 尚未保存到文件
status-saving = 正在保存…
status-working = 正在处理…
status-to-do = 待标
status-in-progress = 进行中
status-done = 完成
status-to-discuss = 待讨论

say-no-project = 请先打开或新建项目
say-no-document = 请先添加文档
say-no-selection = 请先选中文字
say-no-span = 请先点选一个标注
say-no-label = 没有这个标签
say-span-too-short = 标注至少要有一个字
say-text-ends = 已到文本边界
say-nothing-beneath = 下面没有别的标注
say-no-more-spans = 没有更多标注
say-no-more-documents = 没有更多文档
say-no-relation-fits = 没有关系可以连接这两种标签
say-no-history = 没有可撤销或重做的操作
say-other-project = 现在打开的是另一个项目,未执行
say-one-project = 请单独拖入一个项目,或只拖入文档

said-undone = 已撤销
said-redone = 已重做
said-copied = 已复制
said-head-marked = 请选中另一个标注,再按一次
said-head-forgotten = 已取消关系起点
said-labelled = 标注 { $n } 处
said-removed = 删除 { $n } 处
said-changed = 已更改
said-reading = 正在读取文档…
said-opening = 正在打开…
said-opened = 已打开 · 以“{ $name }”的名义标注
said-saved = 已保存
said-added = 添加了 { $n } 篇文档
said-exported = 已导出到 { $file }

new-project-name = 新项目

files-projects = 朱笔项目
files-documents = 文本
files-new-project = 为新项目选择文档
files-add-documents = 选择要添加的文档
files-add-folder = 选择文档文件夹
files-open-project = 打开项目
files-save-as = 项目另存为
files-export = 导出到

path-why = 系统没有文件对话框,请输入或粘贴路径,多个路径分行写
path-hint = /home/…/文件.txt

leave-title = 项目尚未保存
leave-question = 关闭前要保存“{ $name }”吗?
leave-save = 保存
leave-discard = 不保存

error-open = 无法打开 { $file }
error-open-safe = 文件没有改动,原来打开的内容不受影响
error-save = 无法保存 { $file }
error-save-safe = 标注都还在,磁盘上的文件保持原样;请重试,或另存为别的文件
error-export = 无法写入 { $file }
error-sample = 无法复制示例项目
error-settings = 无法保存设置
error-documents = 有 { $n } 个文件无法读取
error-documents-safe = 这些文件没有改动,其余文件已添加
error-export-own = { $file } 就是项目文件
error-export-own-do = 没有写入,请另选文件
error-task = 处理时出错({ $task })

notice-doubts = 请检查这些文档

doubt-encoding = 按 { $encoding } 读取(推测)
doubt-replaced = 有 { $n } 处无法识别,显示为 ▯
doubt-controls = 保留了 { $n } 个控制字符

notice-problems = 项目里有 { $n } 处不相符
notice-problems-safe = 内容都原样保留,按 F8 查看清单

refusal-overlap = 同一标签的标注不能重叠
refusal-span-taken = 已经有相同的标注
refusal-label-taken = 已有同名标签
refusal-hotkey-taken = 两个标签不能用同一个按键
refusal-label-in-use = 标签仍有标注,请合并或连同标注一起删除
refusal-bad-key = 不能用作键名
refusal-name-taken = 已有同名文档
refusal-empty-name = 名称不能为空
refusal-annotator-taken = 已有同名图层
refusal-document-taken = 项目里已有这篇文档
refusal-other = 无法执行

palette-hint = 输入命令或文档名称的一部分
palette-nothing = 没有匹配的命令

help-mouse = 拖动选择 · 双击选词 · 三击选句 · 按住 Shift 点击扩选 · 点击标注选中它,再点选下层 · 拖动两端手柄调整边界
help-extend = 移动光标时按住 Shift 即选择文字

about-licence = 自由软件,MIT 或 Apache-2.0 许可
about-font = Zhubi Sans 取自 Noto Sans CJK SC,SIL 开放字体许可 1.1
about-config = 设置
about-data = 示例等程序文件

guideline-what = 每个标签标什么、不标什么;随项目保存

check-nothing = 没有发现问题
check-found = 发现 { $n } 处,点击前往
check-working = 正在检查…

export-format = 格式
export-layer = 图层
export-overlap = 重叠时
export-longest = 保留最长的
export-first = 保留最前的
export-error = 不导出
export-no-layer = 还没有标注
export-counts = { $documents } 篇文档,{ $spans } 处标注
export-unlabelled = { $n } 篇文档没有该图层,不导出
export-no-loss = 此格式不丢失任何内容
export-loss = 此格式无法保存
export-stuck = 有重叠的标注,不会导出
export-write = 导出到文件…
export-working = 正在统计…

format-jsonl = 每行一篇文档及其标注
format-conll-bio = 每行一字,B- I- O
format-conll-bioes = 每行一字,B- I- E- S- O

loss-nested = 嵌套的标注
loss-overlapping = 交叠的标注
loss-blank = 只有空白的标注
loss-trimmed = 标注两端的空白
loss-label-spelling = 写法会改变的标签名
loss-attributes = 属性值
loss-span-notes = 标注的备注
loss-entities = 实体名
loss-relations = 关系
loss-classes = 文档类别
loss-notes = 文档的备注
loss-statuses = 文档状态
loss-conflicts = 合并冲突
loss-misfits = 与文本不符的行
loss-later-values = 新版本写入的内容
loss-origins = 标注来源
loss-review = 已拒绝的建议与忽略的问题
loss-time = 工作用时

finding-label-repeated = 标签键名重复
finding-hotkey-shared = 标签按键重复
finding-document-name = 文档重名
finding-conflict = 合并留下的冲突
finding-misfit = 与文本不符的标注
finding-label-unknown = 未定义的标签
finding-overlap = 同一标签的标注重叠
finding-attribute-unknown = 未定义的属性
finding-attribute-value = 属性值不在选项中
finding-entity-unknown = 未列出的实体
finding-class-unknown = 未定义的文档类别
finding-relation-unknown = 未定义的关系
finding-relation-end-gone = 关系的一端已不存在
finding-relation-label = 关系连接了不允许的标签
finding-edge-space = 边缘有空白
finding-edge-quote = 边缘有引号
finding-edge-punctuation = 末尾有标点
finding-edge-gloss = 边界切开了注音
finding-gloss-left-out = 漏掉了末字的注音
finding-edge-grapheme = 边界切开了字符
finding-note-outside = 备注超出文本
finding-ignored-outside = 忽略的问题超出文本

settings-annotator = 标注者名称
settings-annotator-what = 您的标注保存在同名图层里
settings-language = 界面语言
settings-theme = 外观
settings-text-size = 正文字号
settings-keys = 按键
settings-keys-what = 点击按键即可更改;标签的按键在“标签与关系”里
settings-press = 请按键…
settings-usual = 默认
settings-key-taken = { $keys } 已用于:{ $action }

theme-system = 跟随系统
theme-light = 浅色
theme-dark = 深色

schema-labels = 标签
schema-relations = 关系
schema-classes = 文档类别
schema-key = 数据中的键名
schema-name = 名称
schema-letter = 标记字
schema-hotkey = 按键
schema-color = 颜色
schema-description = 说明
schema-self-overlap = 允许自身重叠
schema-attributes = 属性
schema-add-label = + 标签
schema-add-attribute = + 属性
schema-add-relation = + 关系
schema-add-class = + 类别
schema-remove = 删除
schema-kind = 取值
schema-choice = 选项
schema-yes-no = 是否
schema-text = 文本
schema-values = 选项,用顿号分隔
schema-n-spans = 所有图层共 { $n } 处标注
schema-merge = 合并到…
schema-remove-label = 删除标签…
schema-remove-sure = 连同 { $n } 处标注一起删除
schema-heads = 起点
schema-tails = 终点
schema-ends-what = 不选表示任意标签

loading-title = 正在打开…

replace-title = 文件已存在
replace-question = 要替换 { $file } 吗?
replace-do = 替换
